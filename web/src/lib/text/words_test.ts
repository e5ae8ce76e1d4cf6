import assert from "node:assert/strict";
import { fieldLabel, size } from "./words.ts";

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
