import assert from "node:assert/strict";
import { differencesOf } from "./past-figures.ts";

Deno.test("each figure stands beside what it is now, and what differs is marked", () => {
  const then = {
    status: "NEEDS_REVIEW" as const,
    open_issues: 2,
    conflict_count: 3,
    contact_count: null,
    left_out_rows: null,
    list_version: null,
  };
  const now = { ...then, status: "COMPLETED" as const, open_issues: 0, contact_count: 1_200 };
  const lines = differencesOf(then, { ...now, left_out_rows: 4, list_version: 1 });
  assert.deepEqual(lines.map((line) => [line.name, line.then, line.now, line.differs]), [
    ["Status", "Needs review", "Completed", true],
    ["Open issues", "2 of 3", "0 of 3", true],
    ["Contacts", "–", "1,200", true],
    ["Excluded rows", "–", "4", true],
    ["Clean list", "–", "1", true],
  ]);
  assert.ok(differencesOf(then, then).every(({ differs }) => !differs));
});
