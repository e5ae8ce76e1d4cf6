import assert from "node:assert/strict";
import { IssueType } from "@rollcall/contracts/api";
import { bulkRules, ruleFits } from "@rollcall/contracts/bulk-rules";
import { rulesFor } from "./rules.ts";

Deno.test("rules: each type offers every rule that fits it, with its own words", () => {
  for (const type of IssueType.options) {
    const offered = rulesFor(type);
    assert.deepEqual(
      offered.map(({ rule }) => rule).sort(),
      bulkRules.filter((rule) => ruleFits(rule, type)).sort(),
      type,
    );
    assert.equal(new Set(offered.map(({ label }) => label)).size, offered.length, type);
  }
});
