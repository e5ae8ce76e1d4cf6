/** kill -9 in the middle of a job: it still ends as a run without a crash does (promise 5). */
import assert from "node:assert/strict";
import type { Contact, Issue, Job } from "@rollcall/contracts/api";
import { contactsCsv } from "../bench/contacts.ts";
import { borrowStack } from "../harness/kept_stack.ts";
import type { TestStack } from "../harness/stack.ts";
import { ApiClient } from "./client.ts";

const FILE = contactsCsv(10_000);

Deno.test("a job ends the same, whichever worker is killed in the middle of it", async (t) => {
  const { stack, giveBack } = await borrowStack("plain");
  const client = await ApiClient.register(stack.apiUrl);
  const expected = await outcomeOf(client, await client.import(FILE));
  assert.equal(expected.job.total_rows, 10_000);
  assert.ok(expected.issues.length > 0 && expected.contacts.length > 0);

  for (const victim of ["parsing", "dedupe", "review", "projection", "relay"]) {
    await t.step(`kill -9 ${victim}`, async () => {
      const { body } = await client.upload(FILE);
      await untilInTheMiddle(client, stack, victim, body.id);
      await stack.kill(victim, "SIGKILL");
      await stack.ready(victim);
      const job = await client.atRest(body.id);
      assert.deepEqual(await outcomeOf(client, job), expected);
    });
  }
  giveBack();
});

/** The parser is killed with rows written, the others when their turn comes. */
async function untilInTheMiddle(
  client: ApiClient,
  stack: TestStack,
  victim: string,
  jobId: string,
): Promise<void> {
  if (victim === "projection") await stack.ready(victim);
  else if (victim === "dedupe" || victim === "review") {
    await client.until(jobId, (job) => job.total_rows > 7_000);
  } else await client.until(jobId, (job) => job.total_rows > 0);
}

/** What a person gets in the end, without what differs from job to job. */
async function outcomeOf(client: ApiClient, waiting: Job) {
  assert.equal(waiting.status, "NEEDS_REVIEW");
  const issues = await allPages<Issue>(client, `/jobs/${waiting.id}/issues?limit=1000`);
  for (
    const [type, rule] of [
      ["DUPLICATE_EMAIL", "most_complete"],
      ["MISSING_EMAIL", "skip"],
      ["INVALID_EMAIL_FORMAT", "skip"],
      ["MISSING_FIRST_NAME", "keep"],
      ["MISSING_LAST_NAME", "keep"],
      ["DUPLICATE_EMAIL", "first"],
    ]
  ) {
    const { status, body } = await client.post(`/jobs/${waiting.id}/resolve`, { type, rule });
    assert.equal(status, 200, JSON.stringify(body));
  }
  const { status, body } = await client.post<{ version: number }>(`/jobs/${waiting.id}/finalize`);
  assert.equal(status, 200, JSON.stringify(body));
  const job = await client.get<Job>(`/jobs/${waiting.id}?min_version=${body.version}`);
  const contacts = await allPages<Contact>(client, `/jobs/${waiting.id}/contacts?limit=1000`);
  const { total_rows, valid_rows, conflict_count, issue_counts, contact_count } = job;
  return {
    job: { total_rows, valid_rows, conflict_count, issue_counts, contact_count },
    issues: issues.map(({ type, key, payload }) => ({ type, key, payload })),
    contacts,
  };
}

async function allPages<T>(client: ApiClient, path: string): Promise<T[]> {
  const all: T[] = [];
  for (let next: string | undefined = path; next;) {
    const { status, headers, body }: { status: number; headers: Headers; body: T[] } = await client
      .call<T[]>(next);
    assert.equal(status, 200);
    all.push(...body);
    next = /<([^>]+)>; rel="next"/.exec(headers.get("link") ?? "")?.[1];
  }
  return all;
}
