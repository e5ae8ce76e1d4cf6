import assert from "node:assert/strict";
import type { RawRow } from "@rollcall/contracts/api";
import { byKey } from "@rollcall/contracts/by-key";
import { ownValue, sourceOf } from "./own-value.ts";

const row: RawRow = {
  raw_row_id: 1,
  row_number: 2,
  data: byKey({ email: "Ann@Example.com", phone: "030 901820", company: "", first_name: " Ann" }),
  normalized_email: "ann@example.com",
  is_valid: true,
  problems: [],
  warnings: [],
  normalized_phone: "+4930901820",
  excluded: false,
  merged_into: null,
  now: null,
};
const edited: RawRow = {
  ...row,
  now: {
    data: byKey({ ...row.data, company: "Acme" }),
    normalized_email: row.normalized_email,
    normalized_phone: row.normalized_phone,
  },
};

Deno.test("a row's own value is the one that its edits left", () => {
  assert.equal(ownValue(row, "company"), "");
  assert.equal(ownValue(edited, "company"), "Acme");
});

Deno.test("a contact shows its row's value, if need be in the form that lists have", () => {
  assert.equal(sourceOf(row, "email", "ann@example.com"), "row");
  assert.equal(sourceOf(row, "phone", "+4930901820"), "row");
  assert.equal(sourceOf(row, "phone", "030 901820"), "row");
  assert.equal(sourceOf(row, "first_name", "Ann"), "row");
  assert.equal(sourceOf(edited, "company", "Acme"), "row");
});

Deno.test("a value that the row does not have was filled in from another", () => {
  assert.equal(sourceOf(row, "company", "Acme"), "filled");
});

Deno.test("a row that says something else was changed since its list was made", () => {
  assert.equal(sourceOf(edited, "company", "Contoso"), "changed");
  assert.equal(sourceOf(row, "email", "bob@example.com"), "changed");
});
