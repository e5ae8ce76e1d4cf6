/**
 * A person with marked values in everything does everything that the API lets him do, but for what
 * routes_called.ts names, then goes.
 */
import assert from "node:assert/strict";
import type { Job } from "@rollcall/contracts/api";
import { until } from "../harness/until.ts";
import { liveWithAccount } from "./life_account.ts";
import { changeRows } from "./life_rows.ts";
import type { MarkedClient } from "./marked_client.ts";
import { type Marks, newMark } from "./marks.ts";
import { CalledRoutes } from "./routes_called.ts";

export interface Life {
  marks: Marks;
  userId: string;
  /** the routes that were called; complete once it has ended */
  called: CalledRoutes;
  /** deletes the account; resolves once its last job is gone */
  end(): Promise<void>;
}

const NAMES = [
  "local",
  "first",
  "last",
  "company",
  "extra",
  "header",
  "file",
  "typed",
  "me",
  "name",
];

/** Lives it up to its end. */
export async function live(apiUrl: string): Promise<Life> {
  const prefix = newMark();
  const of = Object.fromEntries(NAMES.map((name) => [name, prefix + name])) as Record<
    string,
    string
  >;
  const called = new CalledRoutes();
  const { client: ann, credentials, secret } = await liveWithAccount(apiUrl, called, of);
  const file = `email,first name,last name,company,${of.header}
${of.local}@example.com,${of.first},${of.last},${of.company},${of.extra}
${of.local}@example.com,Bob,${of.last},${of.company},
${of.local}2@gmial.com,${of.first},${of.last},,
,${of.first}b,${of.last},,
x${of.local}@example.com,${of.first}c,${of.last},,
`;
  const name = `${of.file}.csv`;
  assert.equal((await ann.send("/jobs/preview", file, { name })).status, 200);
  const job = await ann.upload(file, { name, headers: { "idempotency-key": newMark() } });
  assert.equal(job.status, 201);
  const { id } = await ann.atRest(job.body.id);
  await use(ann, id, of);
  // One that nobody has finished, and one that cannot be read.
  await ann.import(file);
  const { body: failed } = await ann.upload(`${of.header},${of.extra}\n1,2\n`, { name });
  await ann.atRest(failed.id);
  // And one that goes by itself.
  await ann.done("DELETE", `/jobs/${(await ann.import(file)).id}`);
  await ann.done("GET", "/jobs");

  return {
    marks: { personal: prefix, secret },
    called,
    userId: ann.userId,
    end: async () => {
      await ann.done("DELETE", "/me", { password: credentials.password });
      await until("nobody signs in any more", async () => {
        const { status } = await post(apiUrl, "/auth/login", credentials);
        return status === 401;
      });
    },
  };
}

/** Every query and every decision. */
async function use(ann: MarkedClient, id: string, of: Record<string, string>): Promise<void> {
  const issues = await ann.issues(id);
  const typo = issues.find(({ type }) => type === "EMAIL_TYPO");
  const missing = issues.find(({ type }) => type === "MISSING_EMAIL");
  assert.ok(typo && missing);
  const edit = { action: "edit", data: { email: `${of.typed}@example.com` } };
  assert.equal((await ann.post(`/issues/${missing.id}/resolve`, edit)).status, 200);
  await ann.post(`/issues/${typo.id}/resolve`, { action: "take_suggestion" });
  await ann.call(`/issues/${typo.id}/resolution`, { method: "DELETE" });
  for (const [type, rule] of [["DUPLICATE_EMAIL", "first"], ["EMAIL_TYPO", "keep"]]) {
    await ann.post(`/jobs/${id}/resolve/preview`, { type, rule });
    await ann.post(`/jobs/${id}/resolve`, { type, rule });
  }
  assert.equal((await ann.post(`/jobs/${id}/finalize`)).status, 200);
  const { version } = await ann.until(id, ({ status }: Job) => status === "COMPLETED");
  const paths = [
    ...["/rows", `/rows?q=${of.first}`, `/rows?filter=company:is:${of.company}&sort=email`],
    ...["/contacts", "/issues", "/events", "/lists", `/rows?at_version=${version}`],
    ...["/contacts.csv", "/contacts.json", "/contacts.xlsx", "/rejected.csv"],
  ];
  for (const path of paths) {
    const { status } = await until(
      path,
      () => ann.call(`/jobs/${id}${path}`),
      (a) => a.status !== 503,
    );
    assert.equal(status, 200, path);
  }
  await ann.watch(id);
  await changeRows(ann, id, version, of);
  assert.equal((await ann.call("/me/export")).status, 200);
  // What goes wrong is logged, and quotes nothing.
  await ann.call(`/jobs/${id}/rows?filter=${of.first}`);
  await ann.post(`/issues/${id}.1/resolve`, {
    action: "edit",
    data: { email: of.typed, x: of.first },
  });
}

function post(apiUrl: string, path: string, body: unknown): Promise<Response> {
  return fetch(apiUrl + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}
