import assert from "node:assert/strict";
import { scaled, slowness } from "./deadline.ts";

Deno.test("a deadline grows with the slowness of the machine and never shrinks", () => {
  assert.equal(scaled(1_000, slowness("2.5")), 2_500);
  for (const told of ["0.2", "1", "", "much", "Infinity", "-3"]) {
    assert.equal(scaled(1_000, slowness(told)), 1_000, told);
  }
});
