import assert from "node:assert/strict";
import { jobLine, stepsOf } from "./steps.ts";

const job = {
  status: "PENDING" as const,
  progress: 0,
  total_rows: 0,
  valid_rows: 0,
  open_issues: 0,
  conflict_count: 0,
  contact_count: null,
};
const states = (given: Parameters<typeof stepsOf>[0]) => stepsOf(given).map(({ state }) => state);

Deno.test("a job moves through the steps in order", () => {
  assert.deepEqual(states(job), ["done", "now", "later", "later", "later"]);
  const reading = { ...job, status: "PROCESSING" as const, progress: 0.4, total_rows: 40 };
  assert.deepEqual(states(reading), ["done", "now", "later", "later", "later"]);
  assert.deepEqual(states({ ...reading, progress: 1 }), ["done", "done", "now", "later", "later"]);
  const review = { ...job, status: "NEEDS_REVIEW" as const, open_issues: 1, conflict_count: 2 };
  assert.deepEqual(states(review), ["done", "done", "done", "now", "later"]);
  assert.deepEqual(states({ ...review, open_issues: 0 }), ["done", "done", "done", "done", "now"]);
  const done = { ...job, status: "COMPLETED" as const, contact_count: 3 };
  assert.deepEqual(states(done), ["done", "done", "done", "done", "done"]);
});

Deno.test("a job that failed shows where it stopped", () => {
  assert.deepEqual(states({ ...job, status: "FAILED" }), [
    "done",
    "failed",
    "later",
    "later",
    "later",
  ]);
});

Deno.test("the list says how far a job is", () => {
  assert.equal(
    jobLine({ ...job, status: "PROCESSING", progress: 0.5, total_rows: 1200 }),
    "Reading: 1,200 rows so far",
  );
  assert.equal(
    jobLine({ ...job, status: "NEEDS_REVIEW", open_issues: 3, conflict_count: 12 }),
    "3 of 12 issues open",
  );
});

Deno.test("where all issues are open, their number is said once", () => {
  const job = {
    status: "NEEDS_REVIEW" as const,
    progress: 1,
    total_rows: 9,
    valid_rows: 9,
    contact_count: null,
  };
  assert.equal(jobLine({ ...job, open_issues: 1, conflict_count: 1 }), "1 issue open");
  assert.equal(jobLine({ ...job, open_issues: 1, conflict_count: 2 }), "1 of 2 issues open");
});

Deno.test("with none open, the next step is said, also of one issue and of none", () => {
  const reviewed = { ...job, status: "NEEDS_REVIEW" as const };
  const line = (conflict_count: number) => jobLine({ ...reviewed, conflict_count });
  assert.equal(line(2), "All 2 issues resolved: create the clean list");
  assert.equal(line(1), "The issue is resolved: create the clean list");
  assert.equal(line(0), "No issues: create the clean list");
});
