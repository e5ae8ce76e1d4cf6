/** Rows split as text are the rows that parsing gives, or they are left to the parser. */
import assert from "node:assert/strict";
import type { FileColumn, ParsedRow } from "@rollcall/contracts";
import fc from "fast-check";
import { splitRows } from "./split_rows.ts";

const columns: FileColumn[] = [
  { header: '],[1,"rows":[', name: "email", field: "email", how: "asked" },
];

/** Texts that look like the seams between rows. */
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.array(
    fc.constantFrom(
      "]",
      "[",
      ",",
      '"',
      "\\",
      "1",
      "null",
      "],[7,",
      '],[1,"',
      ',"rows":[',
      "]}",
      "}",
    ),
  ).map((parts) => parts.join("")),
);
const row: fc.Arbitrary<ParsedRow> = fc.record({
  email: fc.option(text),
  values: fc.array(text, { maxLength: 4 }),
  phone: fc.option(text),
}).map(({ email, values, phone }): ParsedRow => {
  const row: ParsedRow = [3, email, email === null ? ["MISSING_EMAIL"] : [], values];
  if (phone !== null) row[4] = { warnings: [], phone };
  return row;
});

const json = (rows: ParsedRow[]) => JSON.stringify({ columns, rows });
const parsed = (chunks: string[]) => chunks.map((chunk) => JSON.parse(chunk));

Deno.test("split rows: whatever is in the values, they are split as parsing would, or not at all", () => {
  let split = 0;
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 9 }), (rows) => {
      const found = splitRows(json(rows), rows.length, 4);
      if (!found) return;
      split++;
      assert.deepEqual(found.columns, columns);
      const chunks = [rows.slice(0, 4), rows.slice(4, 8), rows.slice(8)].filter((c) =>
        c.length > 0
      );
      assert.deepEqual(parsed(found.chunks), JSON.parse(JSON.stringify(chunks)));
    }),
    { numRuns: 2_000 },
  );
  assert.ok(split > 100, `only ${split} were split`);
});

const plain = (values: string[]): ParsedRow => [1, "ann@example.com", [], values];

Deno.test("split rows: a value that looks like a row's start is left to the parser", () => {
  assert.ok(splitRows(json([plain(["Ann"])]), 1, 4));
  assert.equal(splitRows(json([plain(["],[1,null,["])]), 1, 4), undefined);
});

Deno.test("split rows: what Postgres cannot store is left to the parser", () => {
  for (const value of ["a\0b", "a\ud800b"]) {
    assert.equal(splitRows(json([plain([value])]), 1, 4), undefined);
  }
});

Deno.test("split rows: a text of another form is left to the parser", () => {
  const rows = [plain(["Ann"])];
  assert.equal(splitRows(JSON.stringify({ rows, columns }), 1, 4), undefined);
  assert.equal(splitRows(json(rows), 2, 4), undefined);
});
