/** What is mine as a whole: a copy of it, and its end. */
import assert from "node:assert/strict";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { connect } from "@rollcall/event-store";
import type { Job } from "@rollcall/contracts/api";
import { strFromU8, unzipSync } from "fflate";
import { checkoutRoot } from "../../deploy/local/settings.ts";
import { toolProcess } from "../../deploy/local/tool_process.ts";
import { sharedStack } from "../harness/shared_stack.ts";
import { until } from "../harness/until.ts";
import { ApiClient } from "./client.ts";

const FILE = `email,first name,last name
ann@example.com,Ann,Lee
cyd@example.com,Cyd,Fox
,Dan,Gil
`;

Deno.test("a copy of everything about me, and of nobody else", async () => {
  const { apiUrl } = sharedStack();
  const email = `${crypto.randomUUID()}@example.com`;
  const ann = await ApiClient.register(apiUrl, email);
  const bob = await ApiClient.register(apiUrl);
  const { id } = await ann.import(FILE);
  await ann.post(`/jobs/${id}/resolve`, { type: "MISSING_EMAIL", rule: "skip" });
  await ann.post(`/jobs/${id}/finalize`);
  await ann.until(id, ({ status }) => status === "COMPLETED");
  const open = await ann.import("email,first name,last name\n,Eve,Hay\n");
  const foreign = await bob.import("email,first name,last name\nbob@example.com,Bob,Ray\n");

  const headers = { authorization: `Bearer ${ann.token}` };
  const answer = await fetch(`${apiUrl}/me/export`, { headers });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "application/zip");
  assert.match(answer.headers.get("content-disposition")!, /filename="rollcall-export\.zip"/);
  const files = new Map(
    Object.entries(unzipSync(new Uint8Array(await answer.arrayBuffer())))
      .map(([path, bytes]) => [path, strFromU8(bytes)]),
  );
  const json = (path: string) => JSON.parse(files.get(path)!);
  const ofJob = (job: string, names: string[]) => names.map((name) => `jobs/${job}/${name}`);
  assert.deepEqual(
    [...files.keys()].sort(),
    [
      ...["README.txt", "account.json", "jobs.json", "retention.json"],
      ...["security-log.json", "sessions.json"],
      ...ofJob(id, ["contacts.csv", "history.json", "issues.json", "rejected.csv", "rows.json"]),
      ...ofJob(open.id, ["history.json", "issues.json", "rows.json"]),
    ].sort(),
  );
  assert.equal(json("account.json")[0].email, email);
  assert.deepEqual(json("account.json")[0].providers, []);
  assert.doesNotMatch(files.get("README.txt")!, /empty lists/);
  assert.equal(json("retention.json")[0].keep_unfinished_days, 30);
  assert.equal(json("sessions.json").length, 1);
  assert.ok(
    json("security-log.json").some(({ action }: { action: string }) => action === "registered"),
  );
  assert.deepEqual(json("jobs.json").map((job: { id: string }) => job.id), [open.id, id]);
  assert.deepEqual(json(`jobs/${id}/rows.json`), await ann.rows(id));
  assert.deepEqual(json(`jobs/${id}/issues.json`), await ann.issues(id));
  assert.deepEqual(json(`jobs/${id}/history.json`), await ann.history(id));
  for (const name of ["contacts.csv", "rejected.csv"]) {
    assert.equal(
      files.get(`jobs/${id}/${name}`),
      (await ann.call(`/jobs/${id}/${name}`)).body,
      name,
    );
  }
  const all = [...files.values()].join("\n");
  assert.ok(!all.includes(foreign.id) && !all.includes("bob@example.com"));
  const log = await until(
    "it is noted",
    () => ann.get<{ action: string }[]>("/me/security-log"),
    (l) => l.some(({ action }) => action === "exported"),
  );
  assert.ok(log);
  assert.equal((await fetch(`${apiUrl}/me/export`)).status, 401);
});

Deno.test("an account is deleted with all that is its: jobs, keys, files, sessions, read models", async () => {
  const stack = sharedStack();
  const { apiUrl } = stack;
  const credentials = {
    email: `${crypto.randomUUID()}@example.com`,
    password: crypto.randomUUID(),
  };
  const enter = async (path: string) =>
    await fetch(apiUrl + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(credentials),
    });
  const { token, user } = await (await enter("/auth/register")).json();
  const ann = new ApiClient(apiUrl, token, user.id);
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) ids.push((await ann.import(FILE)).id);

  const erase = () =>
    ann.call("/me", {
      method: "DELETE",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ password: credentials.password }),
    });
  const { status } = await erase();
  assert.ok([202, 204].includes(status), String(status));
  assert.equal((await enter("/auth/login")).status, 401);
  assert.equal((await erase()).status, 401);
  await until("every service refuses the token", async () => {
    const paths = ["/jobs", `/jobs/${ids[0]}`, "/auth/me", "/me/export"];
    const answers = await Promise.all(paths.map((path) => ann.call(path)));
    return answers.every((answer) => answer.status === 401);
  });

  const sql = connect(stack.ownerUrl, { name: "test", max: 1 });
  const s3 = new S3Client({
    endpoint: stack.awsEndpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    forcePathStyle: true,
  });
  const left = async () => {
    const [row] = await sql<Record<string, number>[]>`
      select (select count(*) from account.closed
               where user_id = ${user.id} and jobs_gone_at is null)::int as unfinished,
             (select count(*) from keyring.job_key where job_id = any(${ids}::uuid[]))::int as keys,
             (select count(*) from upload.kept_file where user_id = ${user.id})::int as files,
             (select count(*) from read_models.jobs where user_id = ${user.id})::int as jobs,
             (select count(*) from read_models.row_chunks
               where job_id = any(${ids}::uuid[]))::int as rows,
             (select count(*) from identity.account where user_id = ${user.id})::int as accounts`;
    const Bucket = stack.variables.S3_BUCKET_NAME!;
    const Prefix = `uploads/u${user.id}/`;
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
    return { ...row, objects: Contents.length };
  };
  const nothing = {
    ...{ unfinished: 0, keys: 0, files: 0, jobs: 0, rows: 0, accounts: 0, objects: 0 },
  };
  await until("nothing is left", left, (now) => JSON.stringify(now) === JSON.stringify(nothing));
  s3.destroy();
  await sql.end({ timeout: 2 });
});

Deno.test("a job tells when it goes: by its user's times, from its last change on", async () => {
  const { apiUrl } = sharedStack();
  const ann = await ApiClient.register(apiUrl);
  const { id } = await ann.import(FILE);
  const days = async () => {
    const { delete_after, updated_at } = await ann.get<Job>(`/jobs/${id}`);
    const [listed] = await ann.get<Job[]>("/jobs");
    assert.equal(listed!.delete_after, delete_after);
    return (Date.parse(delete_after) - Date.parse(updated_at)) / 86_400_000;
  };
  assert.equal(await days(), 30);
  await ann.post(`/jobs/${id}/resolve`, { type: "MISSING_EMAIL", rule: "skip" });
  await ann.post(`/jobs/${id}/finalize`);
  await ann.until(id, ({ status }) => status === "COMPLETED");
  assert.equal(await days(), 90);
  const body = JSON.stringify({ keep_days: 7 });
  const headers = { "content-type": "application/json" };
  const set = await ann.call("/me/retention", { method: "PATCH", headers, body });
  assert.equal(set.status, 200, JSON.stringify(set.body));
  assert.equal(await days(), 7);
});

Deno.test("expired jobs are deleted by their command, too, with its least permissions", async () => {
  const stack = sharedStack();
  const { args, env } = toolProcess(checkoutRoot, {
    AWS_ENDPOINT_URL: stack.awsEndpoint,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_REGION: "us-east-1",
    DATABASE_URL: stack.databaseUrls.erasures,
    S3_BUCKET_NAME: stack.variables.S3_BUCKET_NAME!,
  }, ["services/upload/erasures.ts", "expired"]);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, env }).output();
  const said = new TextDecoder().decode(stdout);
  assert.equal(code, 0, said + new TextDecoder().decode(stderr));
  const { message, deleted } = JSON.parse(said.trim().split("\n").at(-1)!);
  assert.deepEqual([message, deleted], ["expired jobs were looked for", 0]);
});
