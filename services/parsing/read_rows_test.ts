import assert from "node:assert/strict";
import type { ParsedRow } from "@rollcall/contracts";
import fc from "fast-check";
import { MAX_COLUMNS } from "./columns.ts";
import type { CsvRow } from "./csv_rows.ts";
import { type RowBatch, RowReader } from "./read_rows.ts";

const HEADER = ["email", "first name", "last name"];

/** Reads rows, given in chunks that end at these places. */
function read(
  rows: string[][],
  cuts: number[] = [],
  mapping: Record<string, string> | null = null,
) {
  const numbered: CsvRow[] = rows.map((values, i) => ({ line: i + 1, values }));
  const reader = new RowReader(mapping);
  const batches: RowBatch[] = [];
  let from = 0;
  for (const end of [...new Set([...cuts, rows.length])].sort((a, b) => a - b)) {
    batches.push(...reader.push({ rows: numbered.slice(from, end), bytesRead: end }));
    from = end;
  }
  batches.push(...reader.finish(rows.length));
  return { reader, batches };
}

const allRows = (batches: RowBatch[]): ParsedRow[] => batches.flatMap((batch) => batch.rows);
const people = (count: number, text = "Ann") =>
  Array.from({ length: count }, (_, i) => [`p${i}@x.org`, text, "Lee"]);

Deno.test("rows: a header makes columns, each row below is checked and keeps its values", () => {
  const { reader, batches } = read([
    HEADER,
    [" Ann@X.org", "Ann", "Lee"],
    ["nobody@", "", "Ray"],
    ["", "Cyd", " "],
  ]);
  assert.deepEqual(allRows(batches), [
    [2, "ann@x.org", [], [" Ann@X.org", "Ann", "Lee"]],
    [3, "nobody@", ["INVALID_EMAIL_FORMAT", "MISSING_FIRST_NAME"], ["nobody@", "", "Ray"]],
    [4, null, ["MISSING_EMAIL", "MISSING_LAST_NAME"], ["", "Cyd", " "]],
  ]);
  assert.deepEqual([reader.totalRows, reader.validRows], [3, 1]);
  assert.deepEqual(reader.problemCounts, {
    INVALID_EMAIL_FORMAT: 1,
    MISSING_FIRST_NAME: 1,
    MISSING_EMAIL: 1,
    MISSING_LAST_NAME: 1,
  });
  assert.deepEqual(batches.map((b) => [b.firstRowId, b.validCount, b.bytesRead]), [[1, 1, 4]]);
});

Deno.test("rows: one too short stays short, one too long makes a column of its own", () => {
  const { reader, batches } = read([
    HEADER,
    ["a@x.org"],
    ["b@x.org", "Bob", "Lee", "extra", "more"],
    ["c@x.org", "Cyd", "Ray"],
  ]);
  assert.deepEqual(allRows(batches).map((row) => row[3]), [
    ["a@x.org"],
    ["b@x.org", "Bob", "Lee", "extra", "more"],
    ["c@x.org", "Cyd", "Ray"],
  ]);
  assert.deepEqual(reader.columns.map((c) => c.name), [
    "email",
    "first_name",
    "last_name",
    "column_4",
    "column_5",
  ]);
});

Deno.test("rows: empty cells beyond the header, as spreadsheets write them, are no columns", () => {
  const { reader, batches } = read([[...HEADER, "", " "], ["a@x.org", "Ann", "Lee", "", "", ""]]);
  assert.deepEqual(reader.columns.map((c) => c.name), ["email", "first_name", "last_name"]);
  assert.deepEqual(allRows(batches)[0]![3], ["a@x.org", "Ann", "Lee"]);
});

Deno.test("rows: one with very many values is refused at once, by its line", () => {
  const wide = ["a@x.org", ...Array<string>(1_000_000).fill("x")];
  const { reader } = read([HEADER, ["b@x.org", "Bob", "Lee"], wide]);
  assert.equal(reader.refusal?.code, "TOO_MANY_COLUMNS");
  assert.match(reader.refusal!.message, /line 3 has 1000001 values/);
  const empty = ["a@x.org", ...Array<string>(1_000_000).fill("")];
  assert.equal(read([HEADER, empty]).reader.refusal, undefined);
  const full = ["a@x.org", ...Array<string>(MAX_COLUMNS - 1).fill("x")];
  assert.equal(read([HEADER, full]).reader.columns.length, MAX_COLUMNS);
});

Deno.test("rows: what a store cannot hold is taken out of text", () => {
  const { batches } = read([HEADER, ["a\0@x.org", "A\ud800nn", "L\0ee"]]);
  assert.deepEqual(allRows(batches), [[2, "a@x.org", [], ["a@x.org", "A\ufffdnn", "Lee"]]]);
});

Deno.test("rows: a file of nothing, or of a header alone, is refused", () => {
  assert.equal(read([]).reader.refusal?.code, "NO_HEADER");
  const { refusal } = read([["E-Mail", "Name"]]).reader;
  assert.equal(refusal?.code, "NO_ROWS");
  assert.deepEqual(refusal?.headers, ["E-Mail", "Name"]);
});

Deno.test("rows: refused headers are told, and no row is read", () => {
  const { reader, batches } = read([["Name", "x".repeat(1_000)], ["Ann", "y"]]);
  assert.equal(reader.refusal?.code, "NO_EMAIL_COLUMN");
  assert.deepEqual(reader.refusal?.headers, ["Name", "x".repeat(200)]);
  assert.deepEqual([batches, reader.totalRows], [[], 0]);
  assert.equal(
    read([HEADER, ["a@x.org", "", ""]], [], { phone: "Tel" }).reader.refusal?.code,
    "MAPPED_COLUMN_MISSING",
  );
});

Deno.test("rows: batches are bounded by count", () => {
  const { batches } = read([HEADER, ...people(1_201)]);
  assert.deepEqual(batches.map((b) => [b.firstRowId, b.rows.length]), [
    [1, 500],
    [501, 500],
    [1001, 201],
  ]);
});

Deno.test("rows: batches are bounded by characters", () => {
  const { batches } = read([HEADER, ...people(30, "x".repeat(50_000))]);
  for (const batch of batches.slice(0, -1)) assert.equal(batch.rows.length, 6);
  assert.equal(allRows(batches).length, 30);
});

Deno.test("rows: ids follow without a gap and batches are the same, however the file is cut", () => {
  const cell = fc.oneof(fc.constantFrom("", "a@x.org", "Ann"), fc.string({ maxLength: 4 }));
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 40 }),
      fc.integer({ min: 0, max: 3 }),
      fc.array(fc.nat(1_500), { maxLength: 6 }),
      (rows, big, cuts) => {
        const file = [HEADER, ...rows, ...people(big * 300, "x".repeat(big * 300))];
        const whole = read(file);
        const cut = read(file, cuts.filter((at) => at < file.length));
        const shape = ({ firstRowId, rows, columns, validCount }: RowBatch) => ({
          firstRowId,
          rows,
          columns,
          validCount,
        });
        assert.deepEqual(cut.batches.map(shape), whole.batches.map(shape));
        let next = 1;
        for (const batch of whole.batches) {
          assert.equal(batch.firstRowId, next);
          next += batch.rows.length;
          const valid = batch.rows.filter((row) => row[2].length === 0).length;
          assert.equal(batch.validCount, valid);
        }
        assert.equal(whole.reader.totalRows, next - 1);
        assert.equal(next - 1, file.length - 1);
        const valid = whole.batches.reduce((sum, batch) => sum + batch.validCount, 0);
        assert.equal(whole.reader.validRows, valid);
      },
    ),
    { numRuns: 60 },
  );
});
