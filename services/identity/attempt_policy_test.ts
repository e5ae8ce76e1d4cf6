import assert from "node:assert/strict";
import * as fc from "fast-check";
import { usualPolicies } from "./attempt_limit.ts";
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

const HOUR_S = 3600;

Deno.test("attempts: an hour has no room for more than 100 strangers' guesses at one account", async () => {
  const { account, pair, device } = usualPolicies(20).signIn;
  const most = [account, pair, device].map((policy) => mostTries(policy, HOUR_S));
  assert.deepEqual(most, [84, 51, 71]);
  // The page tells an auditor just these.
  const page = await Deno.readTextFile("docs/security.md");
  const [row = ""] = /^\| 2\.2\.1 .*$/m.exec(page) ?? [];
  assert.deepEqual(row.match(/\b\d+(?= an hour| and \d+ an hour)/g)?.map(Number), most, row);
  assert.match(row, /attempt_policy_test\.ts/);
});

Deno.test("attempts, negative twin: pauses that pay are found", () => {
  const forgetful = { ...usualPolicies(20).signIn.account, memoryS: 900 };
  assert.equal(mostTries(forgetful, HOUR_S), 114);
  assert.equal(mostTries({ free: 3, firstS: 10, longestS: 10, memoryS: 20 }, 20), 6);
});

/** The most tries in so many seconds, by whoever knows the policy and chooses when to wait. */
function mostTries(policy: Policy, withinS: number): number {
  const counts = policy.free + 31;
  /** by second and by the count after a try then: how many more there can be */
  const more: number[][] = [];
  const after = (second: number, count: number) => {
    return second > withinS ? 0 : 1 + more[second]![Math.min(count, counts)]!;
  };
  for (let second = withinS; second >= 0; second--) {
    more[second] = [];
    for (let count = counts; count > 0; count--) {
      const wait = waitS({ attempts: count, sinceS: 0 }, policy);
      const pause = counted({ attempts: count, sinceS: policy.memoryS }, policy);
      more[second]![count] = Math.max(
        after(second + wait, count + 1),
        after(second + policy.memoryS, pause + 1),
      );
    }
  }
  return after(0, 1);
}
