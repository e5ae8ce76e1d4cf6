import assert from "node:assert/strict";
import { newTraceparent } from "./traceparent.ts";

Deno.test("uploads: each begins a trace of its own, as W3C has it", () => {
  const [one, other] = [newTraceparent(), newTraceparent()];
  assert.match(one, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  assert.notEqual(one, other);
});
