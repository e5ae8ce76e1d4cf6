import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts/by-key";
import type { Issue, IssueType } from "@rollcall/contracts/api";
import { decided, explanation, filledLine, keyWords, place, subject, title } from "./describe.ts";

const candidate = (row: number, data: Record<string, string>) => ({
  raw_row_id: row * 10,
  row_number: row,
  data: byKey(data),
});

function issue(type: IssueType, ...candidates: Issue["payload"]["candidates"]): Issue {
  return {
    id: "1",
    job_id: "j",
    type,
    key: "ada@example.com",
    status: "OPEN",
    payload: { candidates, candidate_count: candidates.length },
    resolution: null,
  };
}

const resolution = { resolved_by: "u", resolved_at: "2026-01-01T00:00:00Z" };
const duplicate = issue("DUPLICATE_EMAIL", candidate(2, {}), candidate(5, {}));

Deno.test("an issue is named by what was found and where", () => {
  assert.equal(title(duplicate), "2 rows for ada@example.com");
  assert.equal(place(duplicate), "Rows 2, 5");
  const invalid = issue("INVALID_EMAIL_FORMAT", candidate(7, { email: "ada at home" }));
  assert.equal(title(invalid), "Row 7: “ada at home” is not an e-mail address");
  assert.equal(place(invalid), "Row 7");
});

Deno.test("a row without an address is recognised by its name", () => {
  const missing = issue("MISSING_EMAIL", candidate(3, { first_name: "Ada", last_name: "" }));
  assert.equal(subject(missing), "Ada");
});

Deno.test("a decision says which row, and that a rule took it", () => {
  assert.equal(
    decided(duplicate, { ...resolution, action: "choose", chosen_row_id: 50 }),
    "Row 5 was chosen",
  );
  assert.equal(
    decided(duplicate, { ...resolution, action: "choose", chosen_row_id: 20, rule: "first" }),
    "Row 2 was chosen, by the rule “first row”",
  );
  assert.equal(decided(duplicate, { ...resolution, action: "skip" }), "All rows were excluded");
  assert.equal(
    decided(issue("MISSING_EMAIL", candidate(3, {})), { ...resolution, action: "keep" }),
    "Row 3 was kept as it is",
  );
  assert.equal(
    decided(duplicate, { ...resolution, action: "merge", chosen_row_id: 50 }),
    "The rows were merged into row 5",
  );
});

Deno.test("a suggestion that was taken is no correction by hand", () => {
  const typo = issue("EMAIL_TYPO", candidate(3, { email: "ann@gmial.com" }));
  assert.equal(title(typo), "Row 3: “ann@gmial.com” looks mistyped");
  const taken = { ...resolution, action: "edit" as const, rule: "take_suggestion" };
  assert.equal(decided(typo, taken), "Corrected as suggested");
  assert.equal(
    decided(typo, { ...taken, batch_id: crypto.randomUUID() }),
    "Corrected as suggested, by a rule",
  );
});

Deno.test("a question about the whole file says so, and what was answered", () => {
  const about = { candidate_count: 50_000, scope: "file", field: "last_name" } as const;
  const ofFile: Issue = { ...issue("MISSING_LAST_NAME"), payload: { candidates: [], ...about } };
  assert.equal(title(ofFile), "The file has no last names");
  assert.deepEqual([subject(ofFile), place(ofFile)], ["The whole file", "All 50,000 rows"]);
  assert.match(explanation(ofFile), /one question for all rows/);
  const said = (answer: object) => decided(ofFile, { ...resolution, action: "keep", ...answer });
  assert.equal(said({}), "All rows were kept without a last name");
  assert.equal(said({ action: "skip" }), "All rows were excluded");
  assert.equal(
    said({ action: "use_column", column: "Tribe" }),
    "The column “Tribe” is the last name",
  );
  assert.equal(filledLine(3, 4), "Filled in 3 of 4 rows; the other rows are kept without one");
  assert.equal(filledLine(4, 4), "Filled in all 4 rows");
});

Deno.test("people of one name are not said to have different ones", () => {
  const ann = (row: number, company: string, last = "Lee") =>
    candidate(row, { first_name: "Ann", last_name: last, company });
  const same = issue("DUPLICATE_EMAIL", ann(2, "Acme"), ann(3, "Initech"));
  assert.match(explanation(same), /one name, but not the company/);
  assert.doesNotMatch(explanation(same), /name different people/);
  const folded = issue("DUPLICATE_EMAIL", ann(2, "Acme"), ann(3, "Initech", " LEE "));
  assert.match(explanation(folded), /one name/);
  const others = issue("DUPLICATE_EMAIL", ann(2, "Acme"), ann(3, "Acme", "Ray"));
  assert.match(explanation(others), /name different people/);
});

Deno.test("a row's key is said as people say it", () => {
  assert.equal(keyWords("row-80"), "Row 80");
  assert.equal(keyWords("row-80@example.com"), "row-80@example.com");
  const nameless = { ...issue("MISSING_FIRST_NAME", candidate(8, {})), key: "row-8" };
  assert.equal(subject(nameless), "Row 8");
});
