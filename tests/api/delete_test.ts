/** A deleted job is gone, whatever was at work on it: from the API, the log's reading, the bucket. */
import assert from "node:assert/strict";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { jobStream, reviewStream, rowsStream } from "@rollcall/contracts";
import { connect, newId } from "@rollcall/event-store";
import { countDeadLetters, ensureTopology, openBus } from "@rollcall/platform/bus/mod.ts";
import { checkoutRoot } from "../../deploy/local/settings.ts";
import { toolProcess } from "../../deploy/local/tool_process.ts";
import { borrowStack } from "../harness/kept_stack.ts";
import { stackStore } from "../harness/stack_store.ts";
import { until } from "../harness/until.ts";
import { ApiClient, assertProblem } from "./client.ts";

const PAIR = "email,first name,last name\na@example.com,Ann,Lee\na@example.com,Bob,Ray\n";
/** Long enough that its reading, comparing and listing can each be met by a deletion. */
const LONG = "email,first name,last name\n" +
  Array.from({ length: 20_000 }, (_, i) => `p${i}@example.com,Ann,Lee\n`).join("");

Deno.test("a job can be deleted at any moment, and nothing is left of it", async (t) => {
  const { stack, giveBack } = await borrowStack("plain");
  const sql = connect(stack.ownerUrl, { name: "test", max: 2 });
  const store = stackStore(stack, sql);
  const config = {
    AWS_ENDPOINT_URL: stack.awsEndpoint,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_REGION: "us-east-1",
    SNS_TOPIC_NAME: stack.variables.SNS_TOPIC_NAME!,
    SQS_QUEUE_NAME: stack.variables.SQS_QUEUE_NAME!,
  };
  const bus = openBus(config);
  const topology = await ensureTopology(bus, config);
  const s3 = new S3Client({
    endpoint: stack.awsEndpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    forcePathStyle: true,
  });
  const stored = async () => {
    const Bucket = stack.variables.S3_BUCKET_NAME!;
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: "uploads/" }),
    );
    return Contents.map(({ Key }) => Key ?? "");
  };
  const filesOf = async (id: string) => (await stored()).filter((key) => key.includes(id));
  const deadBefore = await countDeadLetters(bus, topology);
  const [ann, bob] = [
    await ApiClient.register(stack.apiUrl),
    await ApiClient.register(stack.apiUrl),
  ];
  const remove = (who: ApiClient, id: string) =>
    who.call<{ version: number }>(`/jobs/${id}`, { method: "DELETE" });

  await t.step("everything answers 404 from then on, as for a job that never was", async () => {
    const [job, kept] = [await ann.import(PAIR), await ann.import(PAIR)];
    assertProblem(await remove(bob, job.id), 404, "NOT_FOUND");
    const { status, body: { version } } = await remove(ann, job.id);
    assert.equal(status, 200);
    assertProblem(await remove(ann, job.id), 404, "NOT_FOUND");
    assertProblem(await ann.call(`/jobs/${job.id}?min_version=${version}`), 404, "NOT_FOUND");
    for (const part of ["", "/issues", "/rows", "/contacts", "/contacts.csv", "/events"]) {
      const gone = await ann.call(`/jobs/${job.id}${part}`);
      const never = await ann.call(`/jobs/${newId()}${part}`);
      assertProblem(gone, 404, "NOT_FOUND");
      assert.deepEqual(gone.body, never.body, part);
    }
    assertProblem(await ann.post(`/issues/${job.id}.1/resolve`, { action: "keep" }), 404);
    assertProblem(await ann.post(`/jobs/${job.id}/finalize`), 404);
    const jobs = await ann.get<{ id: string }[]>("/jobs");
    assert.deepEqual(jobs.map(({ id }) => id), [kept.id]);
    await until("its file is gone", async () => (await filesOf(job.id)).length === 0);
    assert.equal((await filesOf(kept.id)).length, 1);
  });

  await t.step("who is at work on it stops quietly, whenever it comes", async () => {
    const moments = ["PENDING", "PROCESSING", "rows", "COMPLETED"] as const;
    const ids = await Promise.all([...moments, ...moments].map(async (moment) => {
      const { body: { id } } = await ann.upload(LONG);
      if (moment === "rows") await ann.until(id, (job) => job.total_rows > 0);
      else if (moment !== "PENDING") {
        const isThere = (status: string) => status === moment || status === "COMPLETED";
        await ann.until(id, ({ status }) => isThere(status));
      }
      assert.equal((await remove(ann, id)).status, 200, moment);
      return id;
    }));
    assert.equal((await ann.import(PAIR)).status, "NEEDS_REVIEW", "others go on");
    await until("every file of a deleted job is gone", async () => {
      return (await stored()).every((key) => !ids.some((id) => key.includes(id)));
    });
    for (const id of ids) {
      const life = await Array.fromAsync(store.readStream(jobStream(id)));
      const deleted = life.at(-1)!;
      assert.equal(deleted.type, "JobDeleted");
      assert.ok(life.every(({ type }) => type !== "JobFailed"));
      for (const stream of [jobStream(id), rowsStream(id), reviewStream(id)]) {
        for (const event of await Array.fromAsync(store.readStream(stream))) {
          assert.equal(event.personal, null);
          assert.ok(event.position <= deleted.position, `${event.type} behind the deletion`);
        }
      }
    }
    assert.deepEqual(await countDeadLetters(bus, topology), deadBefore);
  });

  await t.step(
    "the daily reconciliation runs by its command, and finds nothing to do",
    async () => {
      const { args, env } = toolProcess(checkoutRoot, {
        ...stack.variables,
        ...config,
        DATABASE_URL: stack.databaseUrls.reconciliation,
        S3_BUCKET_NAME: stack.variables.S3_BUCKET_NAME!,
      }, ["services/operations/reconcile.ts"]);
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, env })
        .output();
      const said = new TextDecoder().decode(stdout);
      assert.equal(code, 0, new TextDecoder().decode(stderr));
      const { message, deleted, unknown, young } = JSON.parse(said.trim().split("\n").at(-1)!);
      assert.deepEqual([message, deleted, unknown], ["files reconciled", 0, 0]);
      assert.equal(young, (await stored()).length);
    },
  );

  await t.step("every erasure is in the ledger, which its command finds complete", async () => {
    const { args, env } = toolProcess(checkoutRoot, {
      ...stack.variables,
      ...config,
      DATABASE_URL: stack.databaseUrls.erasures,
      S3_BUCKET_NAME: stack.variables.S3_BUCKET_NAME!,
    }, ["services/upload/erasures.ts"]);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, env })
      .output();
    const said = new TextDecoder().decode(stdout);
    assert.equal(code, 0, said + new TextDecoder().decode(stderr));
    const { message, entries, applied, noted } = JSON.parse(said.trim().split("\n").at(-1)!);
    const [marks] = await sql`select count(*) as n from keyring.erased_job`;
    assert.deepEqual([message, applied, noted], ["the ledger of erasures was reconciled", 0, 0]);
    assert.equal(entries, marks!.n);
    assert.ok(entries > 8);
  });

  s3.destroy();
  bus.close();
  await sql.end({ timeout: 2 });
  giveBack();
});
