import assert from "node:assert/strict";
import { waitOf } from "./wait.ts";

Deno.test("a file waits for the user's others, for as long as the server says", () => {
  assert.equal(waitOf(429, "5"), 5_000);
});

Deno.test("what only a deletion frees is not waited for, nor what is no limit", () => {
  assert.equal(waitOf(429, "60"), undefined);
  assert.equal(waitOf(429, null), undefined);
  assert.equal(waitOf(503, "5"), undefined);
});
