import assert from "node:assert/strict";
import { moveCheckpoint, readCheckpoint } from "./checkpoint.ts";
import { storeTest } from "./testing/accounts.ts";
import { transaction } from "./transaction.ts";

const subscription = "projection-1";

storeTest("checkpoint: it only moves from its current position", async ({ sql }) => {
  const move = (from: number, to: number) => moveCheckpoint(sql, { subscription, from, to });
  assert.equal(await readCheckpoint(sql, subscription), 0);
  assert.equal(await move(5, 9), false, "it does not stand there");
  assert.equal(await readCheckpoint(sql, subscription), 0);
  assert.equal(await move(0, 5), true);
  assert.equal(await move(0, 9), false);
  assert.equal(await move(5, 9), true);
  assert.equal(await readCheckpoint(sql, subscription), 9);
  assert.equal(await readCheckpoint(sql, "another"), 0);
});

storeTest("checkpoint: of many concurrent moves, one succeeds", async ({ sql }) => {
  for (const [from, to] of [[0, 3], [3, 8]] as const) {
    const moved = await Promise.all(
      Array.from({ length: 8 }, () => moveCheckpoint(sql, { subscription, from, to })),
    );
    assert.equal(moved.filter(Boolean).length, 1);
  }
});

storeTest(
  "promise 3: a holder with an older fencing number cannot move it back or on",
  async ({ sql }) => {
    const move = (from: number, to: number, fence: number) =>
      moveCheckpoint(sql, { subscription, from, to, fence });
    assert.equal(await move(0, 10, 1), true);
    assert.equal(await move(10, 20, 2), true);
    assert.equal(await move(20, 30, 1), false, "fenced");
    assert.equal(await move(20, 25, 2), true);
  },
);

storeTest("checkpoint: it moves with its unit of work or not at all", async ({ sql }) => {
  const unit = transaction(sql, async (tx) => {
    assert.equal(await moveCheckpoint(tx, { subscription, from: 0, to: 5 }), true);
    throw new Error("the fold failed");
  });
  await assert.rejects(unit, /the fold failed/);
  assert.equal(await readCheckpoint(sql, subscription), 0);
});
