import assert from "node:assert/strict";
import fc from "fast-check";
import { type Holder, holderToEvict } from "./eviction.ts";
import { SLOW_BYTES_PER_S } from "./rate.ts";

const at = (userId: string, bytesPerS: number, isWhole = false): Holder => ({
  userId,
  bytesPerS,
  isWhole,
});
const whole = (userId: string) => at(userId, 0, true);

const cases: [string, Holder[], Holder | undefined][] = [
  ["all slow, of two users", [at("a", 90), at("a", 80), at("b", 70), at("b", 85)], at("b", 70)],
  ["equally slow: the oldest", [at("a", 80), at("b", 80), at("b", 80)], at("b", 80)],
  ["one slow body each: the slowest", [at("a", 900), at("b", 100), at("c", 500)], at("b", 100)],
  ["who has more counts as slower", [at("a", 400), at("b", 900), at("b", 700)], at("b", 700)],
  [
    "an honest slow line beside slower ones, though it has more",
    [at("honest", 20_000), at("honest", 20_000), at("a", 100), at("b", 12_000)],
    at("a", 100),
  ],
  [
    "fast ones: the slowest of who has most",
    [at("a", 3e6), at("b", 5e6), at("b", 4e6)],
    at("b", 4e6),
  ],
  ["what is whole leaves by itself", [at("a", 3e6), at("b", 5e6), whole("b")], whole("b")],
  ["whole ones are nobody's fault", [whole("a"), whole("b"), whole("c")], undefined],
  ["one fast body each", [at("a", 20_000), at("b", 20_000)], undefined],
];

for (const [what, holders, expected] of cases) {
  Deno.test(`give way: ${what}`, () => {
    assert.deepEqual(holderToEvict("newcomer", holders), expected);
  });
}

Deno.test("give way: who has as many places as any other gets none of theirs", () => {
  assert.equal(holderToEvict("a", [at("a", 5e6), at("b", 100)]), undefined);
  assert.equal(holderToEvict("a", [at("a", 5e6), at("b", 1e6), at("b", 2e6)]), undefined);
  assert.deepEqual(holderToEvict("a", [at("a", 5e6), at("b", 100), at("b", 2e6)]), at("b", 100));
});

const holders = fc.array(
  fc.record({
    userId: fc.constantFrom("a", "b", "c", "d"),
    bytesPerS: fc.integer({ min: 0, max: 3 * SLOW_BYTES_PER_S }),
    isWhole: fc.boolean(),
  }),
  { minLength: 1, maxLength: 16 },
);

Deno.test("give way: a user without a place gets one while anybody has two (promise 12)", () => {
  fc.assert(fc.property(holders, (holders) => {
    const users = new Set(holders.map(({ userId }) => userId));
    if (users.size === holders.length) return;
    assert.ok(holderToEvict("newcomer", holders));
  }));
});

Deno.test("give way: nobody who is not slow is sent away while a slow one could be", () => {
  fc.assert(fc.property(holders, (holders) => {
    const former = holderToEvict("newcomer", holders);
    if (!former || former.isWhole || former.bytesPerS < SLOW_BYTES_PER_S) return;
    const slow = holders.filter((one) => !one.isWhole && one.bytesPerS < SLOW_BYTES_PER_S);
    assert.deepEqual(slow, []);
  }));
});

Deno.test("give way: nobody gets more by it than the one who gives", () => {
  const newcomers = fc.constantFrom("a", "b", "newcomer");
  fc.assert(fc.property(newcomers, holders, (newcomer, holders) => {
    const former = holderToEvict(newcomer, holders);
    const places = (of: string) => holders.filter(({ userId }) => userId === of).length;
    assert.ok(!former || places(former.userId) > places(newcomer));
  }));
});
