import assert from "node:assert/strict";
import { rangeOf, steadyPort } from "./steady_port.ts";

Deno.test("files that run at the same time choose from ports of their own", () => {
  const [a, b] = [rangeOf("0"), rangeOf("1")];
  assert.ok(a[0] + a[1] <= b[0]);
  const other = rangeOf("0", "1");
  assert.ok(a[0] + a[1] <= other[0] && other[0] + other[1] <= b[0], "and so have runs");
  assert.deepEqual(rangeOf(undefined), [11_000, 20_000]);
});

Deno.test("no port is one that fetch refuses: the last of those is 10080", async () => {
  await assert.rejects(fetch("http://127.0.0.1:10080"), /port/i);
  assert.ok(rangeOf(undefined)[0] > 10_080);
});

Deno.test("no port is given twice, though nobody listens on it yet", () => {
  const ports = Array.from({ length: 40 }, () => steadyPort());
  assert.equal(new Set(ports).size, 40);
});
