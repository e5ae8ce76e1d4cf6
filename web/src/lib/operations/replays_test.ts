import assert from "node:assert/strict";
import { operations } from "../../../../contracts/api/story.ts";
import { replaysOf } from "./replays.ts";

const looked = (seconds: number, position: number) => ({
  ...operations,
  taken_at: new Date(Date.UTC(2026, 2, 2, 9, 0, seconds)).toISOString(),
  log: { ...operations.log, head: 1_000 },
  projection: {
    ...operations.projection,
    generations: [
      ...operations.projection.generations,
      { generation: 9, state: "building", position, lag_events: 0, checkpoint_age_seconds: 1 },
    ],
  },
});

Deno.test("a generation that is built is as far as its position in the log", () => {
  const [replay, ...others] = replaysOf(looked(0, 250), null);
  assert.deepEqual(others, [], "those that are live are no replay");
  assert.deepEqual(replay, {
    generation: 9,
    share: 0.25,
    position: 250,
    head: 1_000,
    secondsLeft: null,
  });
});

Deno.test("two looks tell how long it will take; one that stands still tells nothing", () => {
  assert.equal(replaysOf(looked(10, 500), looked(0, 250))[0]!.secondsLeft, 20);
  assert.equal(replaysOf(looked(10, 250), looked(0, 250))[0]!.secondsLeft, null);
});

Deno.test("without a replay there is nothing to show", () => {
  assert.deepEqual(replaysOf(operations, operations), []);
});
