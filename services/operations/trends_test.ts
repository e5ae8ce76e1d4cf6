import assert from "node:assert/strict";
import type { Operations } from "@rollcall/contracts/api";
import { operations } from "../../contracts/api/story.ts";
import { silentLog } from "@rollcall/platform/log.ts";
import { pointOf, TrendRecorder } from "./trends.ts";

const figures = (head: number): Operations => ({ ...operations, log: { ...operations.log, head } });

Deno.test("trends: a point has the figures of its moment, all queues together", () => {
  const [parsing, ...others] = operations.consumers;
  const behind: Operations = {
    ...operations,
    consumers: [
      { ...parsing!, lag_events: 7, parked: 2, queue: { ...parsing!.queue!, visible: 5 } },
      ...others,
    ],
    failed_jobs: { ...operations.failed_jobs, dedupe: 3, unreadable_files: 9 },
  };
  const { at, head, ...point } = pointOf(behind);
  assert.deepEqual([at, head], [operations.taken_at, operations.log.head]);
  assert.deepEqual(point, {
    unpublished: 0,
    to_do: { parsing: 7, dedupe: 0, review: 0, projection: 0 },
    messages: 5,
    dead_letters: 2,
    failed_jobs: 3,
  });
});

Deno.test("trends: while the bus is away its figures are unknown, not 0", () => {
  const consumers = operations.consumers.map((one) => ({ ...one, queue: null, parked: null }));
  const { messages, dead_letters } = pointOf({ ...operations, consumers });
  assert.deepEqual([messages, dead_letters], [null, null]);
});

Deno.test("trends: an hour is kept, and no more", async () => {
  let head = 0;
  const trends = new TrendRecorder(() => Promise.resolve(figures(++head)), silentLog());
  for (let i = 0; i < 300; i++) await trends.sample();
  const heads = trends.told().points.map((point) => point.head);
  assert.deepEqual([heads.length, heads[0], heads.at(-1)], [240, 61, 300]);
});

Deno.test("trends: figures that cannot be read leave a gap, and the next point comes", async () => {
  let isAway = true;
  const read = () => isAway ? Promise.reject(new Error("away")) : Promise.resolve(figures(1));
  const trends = new TrendRecorder(read, silentLog());
  await trends.sample();
  assert.deepEqual(trends.told().points, []);
  isAway = false;
  await trends.sample();
  assert.equal(trends.told().points.length, 1);
});
