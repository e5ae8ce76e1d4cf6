import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts/by-key";
import type { RawRow } from "@rollcall/contracts/api";
import { rowColumns, rowText, stateWords } from "./row-columns.ts";

const row: RawRow = {
  raw_row_id: 3,
  row_number: 4,
  data: byKey([["email", "a@example.com"], ["#row", "theirs"]]),
  normalized_email: "a@example.com",
  is_valid: false,
  problems: ["MISSING_FIRST_NAME"],
  warnings: ["ROW_TOO_SHORT"],
  normalized_phone: null,
  merged_into: { raw_row_id: 1, row_number: 2 },
  excluded: false,
  now: null,
  reason: "merged",
};

Deno.test("a column that is called like one of ours stays another", () => {
  const columns = rowColumns("rows", [
    { name: "Mail", field: "email" },
    { name: "#row", field: null },
  ], ["Only added"]);
  assert.deepEqual(columns.map(({ label }) => label), [
    "Row",
    "State",
    "E-mail",
    "#row",
    "Only added",
  ]);
  assert.deepEqual(columns.map(({ sort }) => sort), [null, null, "email", "#row", "Only added"]);
  assert.deepEqual(columns.map(({ key }) => rowText(row, key)), [
    "4",
    "No first name, In row 2, Row too short",
    "a@example.com",
    "theirs",
    "",
  ]);
});

Deno.test("a row says what it is, and why it is not on the list", () => {
  assert.deepEqual(stateWords({ ...row, problems: [], is_valid: true, warnings: [] }), [
    "Valid",
    "In row 2",
  ]);
  const [, reason] = rowColumns("excluded", []);
  assert.equal(rowText(row, reason!.key), "merged");
  const [, warnings] = rowColumns("warnings", []);
  assert.equal(rowText(row, warnings!.key), "Row too short");
});
