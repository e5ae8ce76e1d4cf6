import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts/by-key";
import type { Issue } from "@rollcall/contracts/api";
import { PAST_ISSUE_COLUMNS, pastIssueText } from "./past-issue-columns.ts";

const issue: Issue = {
  id: "0b1c.1",
  job_id: "0b1c",
  type: "MISSING_LAST_NAME",
  key: "ann@example.com",
  status: "OPEN",
  payload: {
    candidates: [
      {
        raw_row_id: 7,
        row_number: 3,
        data: byKey({ email: "ann@example.com", first_name: "Ann" }),
      },
    ],
    candidate_count: 1,
  },
  resolution: null,
};
const texts = (shown: Issue) => PAST_ISSUE_COLUMNS.map(({ key }) => pastIssueText(shown, key));

Deno.test("a past issue says whom it was about, and that it was open, or how it was decided", () => {
  assert.deepEqual(texts(issue), ["ann@example.com", "No last name", "Row 3", "Open"]);
  const resolution = {
    action: "keep" as const,
    resolved_by: null,
    resolved_at: "2026-01-01T00:00:00Z",
  };
  const [, , , decision] = texts({ ...issue, status: "RESOLVED", resolution });
  assert.equal(decision, "Row 3 was kept as it is");
});
