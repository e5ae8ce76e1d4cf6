import assert from "node:assert/strict";
import { SLOWNESS } from "../harness/deadline.ts";
import { measureSlowness, slownessOf } from "./speed.ts";

Deno.test("a machine is as slow as its program takes longer, and never faster than 1", () => {
  assert.deepEqual([100, 500, 1_000, 1_250, 1e6].map(slownessOf), [1, 1, 2, 2.5, 20]);
});

Deno.test("the speed is measured once, and handed on", async () => {
  const before = Deno.env.get(SLOWNESS);
  try {
    Deno.env.delete(SLOWNESS);
    assert.ok(await measureSlowness() >= 1);
    Deno.env.set(SLOWNESS, "3.5");
    assert.equal(await measureSlowness(), 3.5);
  } finally {
    if (before) Deno.env.set(SLOWNESS, before);
    else Deno.env.delete(SLOWNESS);
  }
});
