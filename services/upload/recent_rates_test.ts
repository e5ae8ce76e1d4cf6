import assert from "node:assert/strict";
import { RecentRates } from "./recent_rates.ts";
import { bytesPerS, FRESH } from "./rate.ts";

const slow = { isWhole: false, bytesPerS: 100 };
const whole = { isWhole: true, bytesPerS: 100 };

Deno.test("former rates: who was slow begins as slow, until he is forgotten", () => {
  let ms = 0;
  const rates = new RecentRates(() => ms);
  assert.deepEqual(rates.of("anna"), FRESH);
  rates.note("anna", slow);
  assert.equal(bytesPerS(rates.of("anna")), 100);
  assert.deepEqual(rates.of("berta"), FRESH);
  ms += 61_000;
  assert.deepEqual(rates.of("anna"), FRESH);
});

Deno.test("former rates: a body that comes whole makes up for it, one that is refused does not", () => {
  const rates = new RecentRates();
  rates.note("anna", slow);
  rates.note("anna", { isWhole: false, bytesPerS: 5e6 });
  assert.equal(bytesPerS(rates.of("anna")), 100);
  rates.note("anna", whole);
  assert.deepEqual(rates.of("anna"), FRESH);
});

Deno.test("former rates: only so many are remembered, the newest", () => {
  const rates = new RecentRates();
  for (let user = 0; user < 1_001; user++) rates.note(`user-${user}`, slow);
  assert.deepEqual(rates.of("user-0"), FRESH);
  assert.equal(bytesPerS(rates.of("user-1000")), 100);
});
