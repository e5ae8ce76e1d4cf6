import assert from "node:assert/strict";
import type { FilePreview } from "@rollcall/contracts/api";
import { byKey } from "@rollcall/contracts/by-key";
import { previewColumns, shownCell, shownRows, shownText } from "./preview-cells.ts";

const column = (header: string, field: string | null, rest = {}) => ({
  header,
  name: field ?? header,
  field,
  samples: [],
  ...rest,
});

const preview: FilePreview = {
  format: "csv",
  encoding: "utf-8",
  delimiter: ",",
  header_row: 3,
  sheet: null,
  sheets: [],
  region: "DE",
  region_reason: null,
  columns: [
    column("Name", "full_name"),
    column("", "first_name", { how: "split", from: "full_name" }),
    column("Mail", "email"),
    column("Tel", "phone"),
    column("Fax", null, { import: false }),
    column("Since", null, { name: "Member", type: "date" }),
  ],
  mapping: {},
  remembered: false,
  fields: [],
  rows: 1,
  first_rows: [{
    row_number: 4,
    cells: ["Dr. Ann Lee", "ANN@x.org", " 030 901820", "555", "soon"],
    data: byKey({
      full_name: "Dr. Ann Lee",
      email: "ANN@x.org",
      phone: "030 901820",
      Member: "soon",
      first_name: "Ann",
      last_name: "Lee",
    }),
    normalized_email: "ann@x.org",
    normalized_phone: "+4930901820",
    problems: [],
    warnings: ["VALUE_OF_OTHER_TYPE"],
    of_other_type: ["Member"],
  }],
  rows_above: [{ row_number: 1, cells: ["People"] }],
  problem: null,
  notice: null,
};
const files = preview.columns.filter((one) => !("how" in one));
const row = preview.first_rows![0]!;

Deno.test("a grid's columns are the file's, under what they become", () => {
  assert.deepEqual(previewColumns(preview).map(({ label }) => label), [
    "Row",
    "First and last name",
    "E-mail",
    "Phone",
    "Not imported",
    "Member",
  ]);
});

Deno.test("the rows above the header, the header and the first rows come in the file's order", () => {
  assert.deepEqual(shownRows(preview).map(({ kind, row_number }) => [kind, row_number]), [
    ["above", 1],
    ["header", 3],
    ["row", 4],
  ]);
});

Deno.test("a cell tells what it becomes, where that is anything else", () => {
  const cells = [0, 1, 2, 3, 4].map((place) => shownCell(row, files, place));
  assert.deepEqual(cells.map(({ before, after }) => [before, after]), [
    ["Dr. Ann Lee", "Ann | Lee"],
    ["ANN@x.org", "ann@x.org"],
    ["030 901820", "+4930901820"],
    ["555", null],
    ["soon", null],
  ]);
  assert.deepEqual(cells.map(({ leftOut }) => leftOut), [false, false, false, true, false]);
  assert.deepEqual(cells.map(({ invalid }) => invalid), [false, false, false, false, true]);
  // Where the row's warning is about another column, this one's value is good.
  assert.equal(shownCell({ ...row, of_other_type: ["Score"] }, files, 4).invalid, false);
});

Deno.test("while nothing is mapped, nothing becomes of a row", () => {
  const unmapped = { ...row, data: byKey<string>({}), normalized_email: null };
  assert.equal(shownCell(unmapped, files, 1).after, null);
});

Deno.test("a cell as text tells both", () => {
  const [above, header, first] = shownRows(preview);
  assert.equal(shownText(first!, files, "column:2"), "030 901820 → +4930901820");
  assert.equal(shownText(header!, files, "column:1"), "Mail");
  assert.equal(shownText(above!, files, "#line"), "1");
});
