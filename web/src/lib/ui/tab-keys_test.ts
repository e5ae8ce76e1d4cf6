import assert from "node:assert/strict";
import { tabAt } from "./tab-keys.ts";

Deno.test("arrows go from tab to tab and round, the other way where one reads from the right", () => {
  assert.equal(tabAt("ArrowRight", 0, 3, false), 1);
  assert.equal(tabAt("ArrowRight", 2, 3, false), 0);
  assert.equal(tabAt("ArrowLeft", 0, 3, false), 2);
  assert.equal(tabAt("ArrowRight", 0, 3, true), 2);
  assert.equal(tabAt("ArrowLeft", 0, 3, true), 1);
});

Deno.test("Home and End lead to the ends, other keys to none", () => {
  assert.equal(tabAt("Home", 1, 3, false), 0);
  assert.equal(tabAt("End", 1, 3, true), 2);
  assert.equal(tabAt("ArrowDown", 1, 3, false), null);
  assert.equal(tabAt("a", 1, 3, false), null);
});
