import assert from "node:assert/strict";
import type { TrendPoint } from "@rollcall/contracts/api";
import { trendsOf } from "./trend-lines.ts";

const point = (seconds: number, head: number, other: Partial<TrendPoint> = {}): TrendPoint => ({
  at: new Date(Date.UTC(2026, 2, 2, 9, 0, seconds)).toISOString(),
  head,
  unpublished: 0,
  to_do: { parsing: 0, dedupe: 0, review: 0, projection: 0 },
  messages: 0,
  dead_letters: 0,
  failed_jobs: 0,
  ...other,
});

Deno.test("events are told by the minute, whatever the time between two points", () => {
  const [events] = trendsOf([point(0, 10), point(15, 15), point(45, 15), point(60, 1_015)]);
  assert.deepEqual(events!.lines[0]!.values, [null, 20, 0, 4_000]);
  assert.equal(events!.sentence, "Recorded 4,000 now, 4,000 at the most.");
});

Deno.test("each curve says what is now and what was the most", () => {
  const to_do = { parsing: 7, dedupe: 0, review: 0, projection: 0 };
  const [, waiting, messages] = trendsOf([point(0, 1, { to_do }), point(15, 1)]);
  assert.match(waiting!.sentence, /Parsing 0 now, 7 at the most/);
  assert.deepEqual(messages!.lines[0]!.values, [0, 0]);
});

Deno.test("what is not known is no 0", () => {
  const [, , messages] = trendsOf([point(0, 1, { messages: null })]);
  assert.deepEqual(messages!.lines[0]!.values, [null]);
  assert.equal(messages!.sentence, "All queues unknown now.");
});
