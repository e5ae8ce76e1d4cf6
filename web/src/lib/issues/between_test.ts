import assert from "node:assert/strict";
import { between } from "./between.ts";

const LIST = ["a", "b", "c", "d"];

Deno.test("a range holds both ends, whichever comes first", () => {
  assert.deepEqual(between(LIST, "b", "d"), ["b", "c", "d"]);
  assert.deepEqual(between(LIST, "c", "a"), ["a", "b", "c"]);
  assert.deepEqual(between(LIST, "c", "c"), ["c"]);
});

Deno.test("a range from what has left the list is the other end alone", () => {
  assert.deepEqual(between(LIST, "x", "b"), ["b"]);
  assert.deepEqual(between(LIST, "b", "x"), []);
});
