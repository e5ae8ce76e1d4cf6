import assert from "node:assert/strict";
import {
  fact,
  jobCreated,
  jobDeleted,
  parsedRows,
  recorded,
  rowsParsed,
} from "../testing/events.ts";
import { planBatch, planInOrder } from "./plan_batch.ts";

const large = "0198c0de-0000-7000-8000-000000000001";
const small = "0198c0de-0000-7000-8000-000000000002";
const limits = { batchFacts: 100, jobFacts: 30 };
const rows = (jobId: string, first: number, count: number) =>
  rowsParsed(jobId, first, parsedRows(first, first + count - 1));
const log = recorded([
  jobCreated(large),
  rows(large, 1, 20),
  jobCreated(small),
  rows(large, 21, 20),
  rows(small, 1, 5),
  rows(large, 41, 20),
]);
const positions = (events: { position: number }[]) => events.map(({ position }) => position);

Deno.test("plan: what a job brings beyond its share goes to its lane, others go on (promise 12)", () => {
  const plan = planBatch(log, new Set(), limits);
  assert.deepEqual(positions(plan.folded), [1, 2, 3, 5]);
  assert.deepEqual([...plan.diverted], [[large, 3]]);
  assert.equal(plan.to, 6);
});

Deno.test("plan: nothing of a job that has a lane is folded beside it", () => {
  const plan = planBatch(log, new Set([large]), limits);
  assert.deepEqual(positions(plan.folded), [3, 5]);
  assert.deepEqual([...plan.diverted], []);
  assert.equal(plan.to, 6);
});

Deno.test("plan: a deletion is folded at once, whatever waits in the job's lane", () => {
  const events = [...log, ...recorded([jobDeleted(large)]).map((e) => ({ ...e, position: 7 }))];
  for (const laned of [[], [large]]) {
    const plan = planBatch(events, new Set(laned), limits);
    assert.equal(plan.folded.at(-1)!.type, "JobDeleted");
    assert.deepEqual([...plan.diverted], []);
  }
});

Deno.test("plan: a batch ends once it has its share of facts, with one event at least", () => {
  const plan = planBatch(log, new Set(), { batchFacts: 22, jobFacts: 1_000 });
  assert.deepEqual([positions(plan.folded), plan.to], [[1, 2], 2]);
  assert.deepEqual(planInOrder(log, new Set(), { batchFacts: 22, jobFacts: 1 }).to, 2);
  assert.deepEqual(planInOrder(log.slice(1), new Set(), { batchFacts: 1, jobFacts: 1 }).to, 2);
});

Deno.test("plan: events of no job are passed over", () => {
  const used = fact("UploadKeyUsed", { jobId: large, userId: "user-1" });
  const plan = planBatch(recorded([used]), new Set([large]), limits);
  assert.deepEqual([positions(plan.folded), plan.to], [[1], 1]);
});

Deno.test("plan: in order too, what a lane has still to fold is left to it, but for a deletion", () => {
  const plan = planInOrder([...log, ...recorded([jobDeleted(large)])], new Set([large]), {
    batchFacts: 1_000,
    jobFacts: 1,
  });
  assert.deepEqual(plan.folded.map(({ type }) => type), ["JobCreated", "RowsParsed", "JobDeleted"]);
});
