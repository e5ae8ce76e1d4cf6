import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts/by-key";
import type { HistorySubject } from "@rollcall/contracts/api";
import { editLines, stepName, subjectLines } from "./entry-words.ts";

const summary = "A decision on issue 1: a row was chosen.";
const ofLee = {
  issue_id: "job.1",
  type: "DUPLICATE_EMAIL" as const,
  key: "lee@example.com",
  row_count: 2,
  rows: [{ raw_row_id: 1, row_number: 2 }, { raw_row_id: 2, row_number: 3 }],
};
const about = (subject: Partial<HistorySubject>) => ({
  summary,
  subject: { issue_count: 1, issues: [ofLee], edits: [], ...subject },
});

Deno.test("a step is named by what was done, and to whom where that is one", () => {
  assert.equal(
    stepName(about({})),
    "A decision on issue 1: a row was chosen (lee@example.com)",
  );
  assert.equal(stepName(about({ issue_count: 9 })), "A decision on issue 1: a row was chosen");
  assert.equal(
    stepName({ summary: "The clean list was created.", subject: null }),
    "The clean list was created",
  );
});

Deno.test("a subject is an address with its rows, and leads to the first of them", () => {
  assert.deepEqual(subjectLines(about({})), [
    { text: "lee@example.com, rows\u00a02, 3", href: "?tab=rows&row=1" },
  ]);
  const addressless = { ...ofLee, key: "row-5", row_count: 1, rows: [ofLee.rows[0]!] };
  assert.deepEqual(subjectLines(about({ issues: [addressless] })), [
    { text: "Row 5", href: "?tab=rows&row=1" },
  ]);
  const large = { ...ofLee, row_count: 1_000 };
  assert.deepEqual(subjectLines(about({ issues: [large], issue_count: 3 })), [
    { text: "lee@example.com, rows\u00a02, 3 and 998 more", href: "?tab=rows&row=1" },
    { text: "and 2 more issues", href: null },
  ]);
  assert.deepEqual(subjectLines(about({ issues: [], issue_count: 4_000 })), [
    { text: "4,000 issues", href: null },
  ]);
  assert.deepEqual(subjectLines({ subject: null }), []);
});

Deno.test("an edit is told value by value", () => {
  const edit = { raw_row_id: 1, row_number: 2, data: byKey({ email: "a@b.co", phone: "" }) };
  assert.deepEqual(editLines(about({ edits: [edit] })), [
    "Row 2: E-mail is “a@b.co”, Phone is empty",
  ]);
});
