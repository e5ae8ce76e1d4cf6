import assert from "node:assert/strict";
import { unguarded } from "@rollcall/contacts";
import fc from "fast-check";
import { csvLines } from "./csv.ts";

/** A file as a spreadsheet reads it: a quote counts where a cell begins, and until it is closed. */
function cellsOf(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [], at = 0;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      for (at++; at < text.length && (text[at] !== '"' || text[at + 1] === '"'); at++) {
        if (text[at] === '"') at++;
        cell += text[at];
      }
      at++;
    }
    while (at < text.length && text[at] !== delimiter && !/[\r\n]/.test(text[at]!)) {
      cell += text[at++];
    }
    row.push(cell);
    if (text[at] !== delimiter) {
      rows.push(row);
      row = [];
      if (text.startsWith("\r\n", at)) at++;
    }
    at++;
  }
  return rows;
}

const BEGINS =
  /^[\s\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]/;
/** A number is none, where the cell ends behind it or a text in quotes makes it no formula. */
const NUMBER =
  /^[\s\u200b\u202e]*(?:-?\d+(?:[.,]\d+)?|\+\d[\d ().\/-]+)[\s\u200b\u202e]*(?:$|"|,")/;
const formulas = (text: string, delimiter: string) =>
  cellsOf(text, delimiter).flat().filter((cell) => BEGINS.test(cell) && !NUMBER.test(cell));

Deno.test("csv: no cell begins a formula, whether commas, semicolons or tabs part them", () => {
  const piece = fc.constantFrom(
    ...["=", "+", "-", "@", ";", ",", "\t", "\r", "\n", '"', "'", " ", "1", "a", "\uff1d"],
    ...["\u200b", "\ufeff", "\u202e"],
    ...["+49 30 123456", "-12.50", "=cmd|' /C calc'!A0", '&"'],
  );
  const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
  const rows = fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { maxLength: 3 });
  fc.assert(
    fc.property(rows, (rows) => {
      const file = csvLines(rows);
      for (const delimiter of [",", ";", "\t"]) assert.deepEqual(formulas(file, delimiter), []);
      // Where commas part them every text comes back.
      assert.deepEqual(cellsOf(file, ",").map((row) => row.map(unguarded)), rows);
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("csv: what runs where semicolons part cells, if only its beginning is guarded", () => {
  const file = '"ann@example.com","x;=HYPERLINK(1)&","; "\r\n';
  assert.deepEqual(formulas(file, ","), []);
  assert.deepEqual(formulas(file, ";"), ['=HYPERLINK(1)&","']);
  const unquoted = "+1,2+cmd|'/C calc'!A0\r\n";
  assert.deepEqual(formulas(unquoted, ";"), ["+1,2+cmd|'/C calc'!A0"]);
});
