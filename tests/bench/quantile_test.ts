import assert from "node:assert/strict";
import { quantile } from "./quantile.ts";

Deno.test("quantile: the value below which a part of them lies, in any order", () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  assert.equal(quantile(hundred, 0.5), 51);
  assert.equal(quantile(hundred, 0.95), 96);
  assert.equal(quantile([7], 0.95), 7);
  assert.equal(quantile([3, 1], 1), 3);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});
