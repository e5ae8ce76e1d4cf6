import assert from "node:assert/strict";
import { readTable, refusalOf } from "./testing/read.ts";
import { workbookOf, zipOf } from "./testing/zip.ts";

const HEADER = "email,name\n";
const cell = (value: string) => `<c t="str"><v>${value}</v></c>`;
const ROWS = `<row>${cell("email")}</row><row>${cell("a@x.org")}</row>`;

Deno.test("budget: a small workbook that unpacks to millions of anything is refused", async () => {
  const bombs = {
    "shared strings": workbookOf(ROWS, "<si><t>a</t></si>".repeat(510_000)),
    "empty cells": workbookOf(ROWS + "<row><c/><c/><c/></row>".repeat(260_000)),
    "empty rows": workbookOf(ROWS + "<row/>".repeat(1_010_000)),
  };
  for (const [what, parts] of Object.entries(bombs)) {
    const { code, message } = await refusalOf(zipOf(parts), { format: "xlsx" });
    assert.equal(code, "TOO_MUCH_DATA", what);
    assert.match(message, /has [\d,]+ bytes, but unpacks to more than 1,000,000 rows, cells/);
  }
});

Deno.test("budget: what no element ends, an attribute or a comment, is refused as well", async () => {
  const attributes = Array.from({ length: 200_000 }, (_, i) => `attribute${i}=""`).join(" ");
  for (const bomb of [`<row ${attributes}/>`, `<!--${"x".repeat(3 << 20)}-->`]) {
    const { code } = await refusalOf(zipOf(workbookOf(ROWS + bomb)), { format: "xlsx" });
    assert.equal(code, "TOO_MUCH_DATA");
  }
});

Deno.test("budget: a text of millions of blank lines is refused, whatever they are made of", async () => {
  for (
    const lines of [
      "\n".repeat(2_100_000),
      ",,\n".repeat(700_000),
      `${",".repeat(700_000)}\n`.repeat(3),
    ]
  ) {
    const { code, message } = await refusalOf(`${HEADER}a@x.org,Ann\n${lines}`);
    assert.equal(code, "TOO_MUCH_DATA");
    assert.match(message, /more than 2,000,000 empty cells in blank lines. Delete the blank lines/);
  }
});

Deno.test("budget: a list with blank lines, as spreadsheets write them, is read", async () => {
  const people = Array.from({ length: 50_000 }, (_, i) => `p${i}@x.org,P ${i}\n`).join("");
  const { rows } = await readTable(HEADER + people + "\n".repeat(5_000) + ",\n".repeat(50_000));
  assert.equal(rows.length, 50_000);
});

Deno.test("budget: cells of people count as rows do, however many are empty", async () => {
  const row = `a@x.org${",".repeat(90)}\n`;
  const { rows } = await readTable(`email${",".repeat(90)}\n` + row.repeat(40_000));
  assert.equal(rows.length, 40_000);
});

Deno.test("budget: a workbook of 200,000 texts is read, and one of many styled empty cells", async () => {
  const texts = Array.from({ length: 200_000 }, (_, i) => `<si><t>p${i}@x.org</t></si>`).join("");
  const people = Array.from(
    { length: 50_000 },
    (_, i) =>
      `<row r="${i + 2}">${
        ["A", "B", "C", "D"].map((column, at) =>
          `<c r="${column}${i + 2}" t="s"><v>${4 * i + at}</v></c>`
        ).join("")
      }</row>`,
  );
  const header = `<row r="1">${["email", "b", "c", "d"].map(cell).join("")}</row>`;
  const many = zipOf(workbookOf(header + people.join(""), texts));
  assert.equal((await readTable(many, { format: "xlsx" })).rows.length, 50_000);

  const styled = Array.from(
    { length: 70_000 },
    (_, i) =>
      `<row r="${i + 3}">${
        "ABCDEFGHIJKLMNO".split("").map((column) => `<c r="${column}${i + 3}" s="1"/>`).join("")
      }</row>`,
  );
  const formatted = zipOf(workbookOf(ROWS + styled.join("")));
  assert.equal((await readTable(formatted, { format: "xlsx" })).rows.length, 1);
});
