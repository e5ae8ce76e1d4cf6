import assert from "node:assert/strict";
import * as fc from "fast-check";
import { counted, type Policy, waitS } from "./attempt_policy.ts";

const policy: Policy = { free: 3, firstS: 1, longestS: 60, memoryS: 900 };

Deno.test("attempts: some are free, then each doubles the wait, up to a bound", () => {
  const waits = [0, 1, 2, 3, 4, 5, 8, 9, 10, 1_000].map((attempts) =>
    waitS({ attempts, sinceS: 0 }, policy)
  );
  assert.deepEqual(waits, [0, 0, 0, 1, 2, 4, 32, 60, 60, 60]);
});

Deno.test("attempts: a wait passes, and after a pause all is forgotten", () => {
  assert.equal(waitS({ attempts: 5, sinceS: 3 }, policy), 1);
  assert.equal(waitS({ attempts: 5, sinceS: 4 }, policy), 0);
  assert.equal(counted({ attempts: 5, sinceS: 899 }, policy), 5);
  assert.equal(counted({ attempts: 5, sinceS: 900 }, policy), 0);
});

Deno.test("attempts: nobody ever waits longer than the bound, however often he tried", () =>
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 1e6, noNaN: true }), (attempts, sinceS) => {
      const wait = waitS({ attempts, sinceS }, policy);
      assert.ok(wait >= 0 && wait <= policy.longestS);
    }),
  ));
