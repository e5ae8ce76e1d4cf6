import assert from "node:assert/strict";
import { count, fieldLabel, size } from "./words.ts";

Deno.test("one is singular, every other number plural", () => {
  assert.equal(count(1, "row"), "1 row");
  assert.equal(count(0, "row"), "0 rows");
  assert.equal(count(2000, "address", "addresses"), "2,000 addresses");
});

Deno.test("sizes are short", () => {
  assert.equal(size(1), "1 byte");
  assert.equal(size(12_345), "12 KB");
  assert.equal(size(5 * 1024 * 1024), "5 MB");
  assert.equal(size(5_000_000), "4.8 MB");
});

Deno.test("a column that nobody knows keeps its header", () => {
  assert.equal(fieldLabel("job_title"), "Job title");
  assert.equal(fieldLabel("T-Shirt (EU)"), "T-Shirt (EU)");
});
