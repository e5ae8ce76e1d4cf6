import assert from "node:assert/strict";
import { takeSlot } from "./slot.ts";

Deno.test({
  name: "runs at the same time have numbers of their own, as long as there are any",
  // What holds a number is let go with the process.
  sanitizeResources: false,
  fn: () => assert.deepEqual(Array.from({ length: 5 }, () => takeSlot(10_950)), [0, 1, 2, 3, 0]),
});
