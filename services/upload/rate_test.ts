import assert from "node:assert/strict";
import fc from "fast-check";
import { bytesPerS, FRESH, rateAfter, SLOW_BYTES_PER_S } from "./rate.ts";

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) <= 0.02 * expected, `${actual} is not near ${expected}`);

Deno.test("rate: a body that has yet to show itself is just not slow, and soon tells", () => {
  near(bytesPerS(FRESH), SLOW_BYTES_PER_S);
  assert.ok(bytesPerS(rateAfter(FRESH, 200, 20)) < SLOW_BYTES_PER_S);
  assert.ok(bytesPerS(rateAfter(FRESH, 200, 4_000)) > SLOW_BYTES_PER_S);
});

Deno.test("rate: a steady body is as fast as it is, in pieces of any size", () => {
  for (const everyMs of [50, 1_000, 3_000]) {
    let rate = FRESH;
    for (let ms = 0; ms < 200_000; ms += everyMs) rate = rateAfter(rate, everyMs, 20 * everyMs);
    assert.ok(bytesPerS(rate) > SLOW_BYTES_PER_S, `20 KB/s, a piece in ${everyMs} ms`);
    assert.ok(bytesPerS(rateAfter(rate, everyMs * 0.99, 0)) > SLOW_BYTES_PER_S, "before the next");
  }
});

Deno.test("rate: nobody lives on a fast beginning", () => {
  const begun = rateAfter(FRESH, 100, 5_000_000);
  assert.ok(bytesPerS(rateAfter(begun, 10_000, 1)) > SLOW_BYTES_PER_S);
  assert.ok(bytesPerS(rateAfter(begun, 60_000, 1)) < SLOW_BYTES_PER_S);
});

Deno.test("rate: a wait cut into pieces is the same wait", () => {
  const waits = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 20 });
  fc.assert(fc.property(waits, (waits) => {
    const pieces = waits.reduce((rate, ms) => rateAfter(rate, ms, 0), FRESH);
    const whole = rateAfter(FRESH, waits.reduce((sum, ms) => sum + ms, 0), 0);
    near(pieces.ms, whole.ms);
    assert.ok(Math.abs(pieces.bytes - whole.bytes) < 1);
  }));
});
