import assert from "node:assert/strict";
import { releaseLease, takeLease } from "./lease.ts";
import { storeTest } from "./testing/accounts.ts";
import { eventually } from "./testing/fixture.ts";

storeTest(
  "promise 3: one holder at a time; a renewal keeps the fencing number",
  async ({ sql }) => {
    assert.equal(await takeLease(sql, "relay", "a", 60_000), 1);
    assert.equal(await takeLease(sql, "relay", "b", 60_000), null);
    assert.equal(await takeLease(sql, "relay", "a", 60_000), 1);
    assert.equal(await takeLease(sql, "other", "b", 60_000), 1, "another lease");
  },
);

storeTest(
  "promise 3: a lease that ran out goes to the next with a higher number",
  async ({ sql }) => {
    assert.equal(await takeLease(sql, "relay", "a", 1), 1);
    let fence: number | null = null;
    await eventually("the lease runs out", async () => {
      fence = await takeLease(sql, "relay", "b", 60_000);
      return fence !== null;
    });
    assert.equal(fence, 2);
    assert.equal(await takeLease(sql, "relay", "a", 60_000), null);
  },
);

storeTest(
  "promise 3: a lease given back is free at once, and only its holder can give it back",
  async ({ sql }) => {
    await takeLease(sql, "relay", "a", 60_000);
    await releaseLease(sql, "relay", "b");
    assert.equal(await takeLease(sql, "relay", "b", 60_000), null);
    await releaseLease(sql, "relay", "a");
    assert.equal(await takeLease(sql, "relay", "b", 60_000), 2);
  },
);

storeTest("promise 3: of many concurrent callers, one gets the lease", async ({ sql }) => {
  const fences = await Promise.all(
    Array.from({ length: 8 }, (_, i) => takeLease(sql, "relay", `holder-${i}`, 60_000)),
  );
  assert.deepEqual(fences.filter((fence) => fence !== null), [1]);
});
