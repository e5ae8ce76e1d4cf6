import assert from "node:assert/strict";
import { rangeOf, steadyPort } from "./steady_port.ts";

Deno.test("files that run at the same time choose from ports of their own", () => {
  const [a, b] = [rangeOf("0"), rangeOf("1")];
  assert.ok(a[0] + a[1] <= b[0]);
  assert.deepEqual(rangeOf(undefined), [10_000, 20_000]);
});

Deno.test("no port is given twice, though nobody listens on it yet", () => {
  const ports = Array.from({ length: 40 }, () => steadyPort());
  assert.equal(new Set(ports).size, 40);
});
