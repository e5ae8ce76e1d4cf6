import assert from "node:assert/strict";
import type { FileColumn, ParsedRow } from "@rollcall/contracts";
import type { NameField } from "@rollcall/contacts";
import { fieldsAskedOnce } from "./file_issues.ts";
import { findAll } from "./testing/find_all.ts";

const COLUMNS: FileColumn[] = [
  { header: "email", name: "email", field: "email" },
  { header: "first name", name: "first name", field: "first_name" },
  { header: "Tribe", name: "Tribe", field: null },
  { header: "Empty", name: "Empty", field: null },
  { header: "E-Mail 2", name: "E-Mail 2", field: null, role: "other_email" },
];

const rowsOf = (count: number): ParsedRow[] =>
  Array.from({ length: count }, (_, i) => {
    const email = `p${i}@x.org`;
    return [i + 2, email, [], [email, "Ann", i % 2 ? "" : `Lee ${i}`, " ", "b@x.org"]];
  });

/** Finds the issues of these rows, in batches of 500. */
function find(rows: ParsedRow[], askedOnce: NameField[]) {
  const batches = [];
  for (let i = 0; i < rows.length; i += 500) {
    batches.push({ firstRowId: i + 1, rows: rows.slice(i, i + 500), columns: COLUMNS });
  }
  return findAll(batches, false, askedOnce).issues;
}

Deno.test("file issues: 50,000 rows of a file without last names are one issue", () => {
  const columns = [{ place: 2, filled: 25_000, samples: ["Lee 0", "Lee 2", "Lee 4"] }];
  assert.deepEqual(find(rowsOf(50_000), ["last_name"]), [
    { type: "MISSING_LAST_NAME", key: "file", rowIds: [], offered: columns },
  ]);
});

Deno.test("file issues: rows are compared while theirs is open, and asked about all else", () => {
  const issues = find([
    [2, "a@x.org", [], ["a@x.org", "Ann", "Lee"]],
    [3, "a@x.org", [], ["a@x.org", "Bob", "Lee"]],
    [4, null, ["MISSING_EMAIL"], ["", "Cyd", "Ray"]],
  ], ["first_name", "last_name"]);
  assert.deepEqual(issues.map(({ type, rowIds }) => [type, rowIds]), [
    ["MISSING_FIRST_NAME", []],
    ["MISSING_LAST_NAME", []],
    ["DUPLICATE_EMAIL", [1, 2]],
    ["MISSING_EMAIL", [3]],
  ]);
});

Deno.test("file issues: what is asked of the file is asked of none of its rows", () => {
  const issues = find([
    [2, "a@x.org", ["MISSING_LAST_NAME"], ["a@x.org", "Ann", ""]],
    [3, "a@x.org", ["MISSING_LAST_NAME"], ["a@x.org", "Bob", ""]],
    [4, "c@x.org", ["MISSING_FIRST_NAME", "MISSING_LAST_NAME"], ["c@x.org", "", ""]],
  ], ["last_name"]);
  assert.deepEqual(issues, [
    { type: "MISSING_LAST_NAME", key: "file", rowIds: [], offered: [] },
    { type: "DUPLICATE_EMAIL", key: "a@x.org", rowIds: [1, 2] },
    { type: "MISSING_FIRST_NAME", key: "c@x.org", rowIds: [3] },
  ]);
});

Deno.test("file issues: a long sample is shortened, and no letter is cut in two", () => {
  const text = `${"x".repeat(79)}😀 and more`;
  const [issue] = find([[2, "a@x.org", [], ["a@x.org", "Ann", text]]], ["last_name"]);
  const [sample] = issue!.offered![0]!.samples;
  assert.equal(sample, `${"x".repeat(79)}…`);
});

Deno.test("file issues: a column that is empty in every row of many is asked about once", () => {
  const parsed = (totalRows: number, lacking: number) => ({
    totalRows,
    problemCounts: { MISSING_LAST_NAME: lacking },
  });
  assert.deepEqual(fieldsAskedOnce([], parsed(101, 101)), ["last_name"]);
  assert.deepEqual(fieldsAskedOnce([], parsed(101, 100)), [], "somebody has one");
  assert.deepEqual(fieldsAskedOnce([], parsed(100, 100)), [], "a person can type so many");
  assert.deepEqual(fieldsAskedOnce(["first_name"], parsed(1, 1)), ["first_name"]);
});
