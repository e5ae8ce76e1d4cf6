/** Decisions that go over to a job which reads the same file otherwise, on a real Postgres. */
import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts";
import { newId } from "@rollcall/event-store";
import { silentLog } from "@rollcall/platform/log.ts";
import { storeTest } from "../../tests/harness/event_store.ts";
import { metadata, type Person } from "../../tests/harness/job.ts";
import { finalizeWhereNothingIsOpen } from "./reactions.ts";
import type { Choice } from "./resolve_issue.ts";
import { Reviews } from "./reviews.ts";
import { reviewedJob, type TestIssue } from "./testing/reviewed_job.ts";

const log = silentLog();
const PEOPLE: Person[] = [
  ["a@x.org", "Ann", "Lee"],
  ["a@x.org", "Bob", "Ray"],
  ["", "Cyd", "Fox"],
  ["", "Dan", "May"],
];
const ISSUES: TestIssue[] = [
  { type: "DUPLICATE_EMAIL", key: "a@x.org", rowIds: [1, 2] },
  { type: "MISSING_EMAIL", key: "row-4", rowIds: [3] },
  { type: "MISSING_EMAIL", key: "row-5", rowIds: [4] },
];

/** Decides on a job, one after the other. */
async function decide(reviews: Reviews, jobId: string, choices: [number, Choice][]) {
  for (const [number, choice] of choices) {
    const done = await reviews.execute(
      jobId,
      "anna",
      { type: "resolve", number, choice },
      metadata,
    );
    assert.equal(done.outcome, "done", JSON.stringify(done));
  }
}

storeTest(
  "take over: what was decided is decided again, once, and can be undone",
  async ({ store }) => {
    const reviews = new Reviews(store);
    const former = await reviewedJob(store, PEOPLE, ISSUES);
    // The edit gives row 3 an address that rows 1 and 2 have: the duplicates are asked about anew.
    await decide(reviews, former.jobId, [
      [2, { action: "edit", rowId: 3, values: byKey({ email: "a@x.org" }) }],
      [1, { action: "choose", chosenRowId: 3 }],
      [3, { action: "skip" }],
    ]);
    const asked = { readAgain: former.jobId };
    const now = await reviewedJob(store, PEOPLE, ISSUES, { asked });
    await finalizeWhereNothingIsOpen({ reviews, log }, now.compared);
    const facts = (await now.stream()).map(({ type, data }) => [type, data]);
    assert.ok(!facts.some(([type]) => type === "JobFinalized"), "a person finalises it");
    const finalized = await reviews.execute(
      now.jobId,
      "anna",
      { type: "finalize", automatic: false },
      metadata,
    );
    assert.ok(finalized.outcome === "done", JSON.stringify(finalized));
    assert.equal(finalized.list?.contactCount, 1, "the chosen row stands alone");

    const before = (await now.stream()).length;
    await finalizeWhereNothingIsOpen({ reviews, log }, now.compared);
    assert.equal((await now.stream()).length, before, "taken over once");
    const undone = await reviews.execute(
      now.jobId,
      "anna",
      { type: "reopen", number: 3 },
      metadata,
    );
    assert.deepEqual([undone.outcome, "issueCount" in undone && undone.issueCount], ["done", 1]);
  },
);

storeTest(
  "take over: another user's job, and one that is gone, give nothing",
  async ({ store }) => {
    const reviews = new Reviews(store);
    const hers = await reviewedJob(store, PEOPLE, ISSUES, { userId: "berta" });
    await reviews.execute(
      hers.jobId,
      "berta",
      { type: "resolve", number: 3, choice: { action: "skip" } },
      metadata,
    );
    for (const readAgain of [hers.jobId, newId()]) {
      const now = await reviewedJob(store, PEOPLE, ISSUES, { asked: { readAgain } });
      const before = (await now.stream()).length;
      await finalizeWhereNothingIsOpen({ reviews, log }, now.compared);
      assert.equal((await now.stream()).length, before);
    }
  },
);
