import assert from "node:assert/strict";
import { cleanText, hasError, isDatabaseNull, MAX_COLUMNS } from "@rollcall/contacts";
import type { ParsedRow, RowProblem } from "@rollcall/contracts";
import fc from "fast-check";
import { MAX_CELL_CHARS } from "@rollcall/contacts";
import { type RowBatch, rowBytes, RowReader } from "./read_rows.ts";

const HEADER = ["email", "first name", "last name"];

/** Reads a header and rows, which are given in chunks that end at these places. */
function read(
  [headers = [], ...rows]: string[][],
  cuts: number[] = [],
  asked: Record<string, string | null> | null = null,
  region: string | null = null,
) {
  const numbered = rows.map((values, i) => ({ line: i + 2, values }));
  const reader = new RowReader(headers, { asked, remembered: null }, { region, sizeBytes: 1_000 });
  const batches: RowBatch[] = [];
  let from = 0;
  for (const end of [...new Set([...cuts, rows.length])].sort((a, b) => a - b)) {
    batches.push(...reader.push({ rows: numbered.slice(from, end), bytesRead: end }));
    from = end;
  }
  batches.push(...reader.finish(rows.length));
  return { reader, batches };
}

/** The values and notes of all rows. */
const valuesOf = (batches: RowBatch[]) =>
  allRows(batches).map(([, , , values, notes]) => [values, notes?.warnings ?? []]);

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
  assert.deepEqual(batches.map((b) => [b.firstRowId, b.validCount, b.bytesRead]), [[1, 1, 3]]);
});

Deno.test("rows: a short row stays short, a long one adds a column, both with a warning", () => {
  const { reader, batches } = read([
    HEADER,
    ["a@x.org"],
    ["b@x.org", "Bob", "Lee", "extra", "more"],
    ["c@x.org", "Cyd", "Ray"],
    ["d@x.org", "", ""],
  ]);
  assert.deepEqual(valuesOf(batches), [
    [["a@x.org"], ["ROW_TOO_SHORT"]],
    [["b@x.org", "Bob", "Lee", "extra", "more"], ["ROW_TOO_LONG"]],
    [["c@x.org", "Cyd", "Ray"], []],
    [["d@x.org", "", ""], []],
  ]);
  assert.deepEqual(reader.warningCounts, { ROW_TOO_SHORT: 1, ROW_TOO_LONG: 1 });
  assert.deepEqual(reader.columns.map((c) => c.name), [
    ...["email", "first_name", "last_name", "column_4", "column_5"],
  ]);
});

Deno.test("rows: none is too short in a file that leaves out empty cells", () => {
  const reader = new RowReader(HEADER, { asked: null, remembered: null }, {
    region: null,
    sizeBytes: 1_000,
    leavesOut: true,
  });
  const rows = [{ line: 2, values: ["a@x.org"] }, { line: 3, values: ["b@x.org", "B", "R", "x"] }];
  assert.deepEqual(valuesOf(reader.push({ rows, bytesRead: 1 }).concat(reader.finish(1))), [
    [["a@x.org"], []],
    [["b@x.org", "B", "R", "x"], ["ROW_TOO_LONG"]],
  ]);
});

Deno.test("rows: values below an empty name at the header's end are not too many", () => {
  const { reader, batches } = read([[...HEADER, "", ""], ["a@x.org", "Ann", "Lee", "x"], [
    "b@x.org",
  ]]);
  assert.deepEqual(valuesOf(batches), [
    [["a@x.org", "Ann", "Lee", "x"], []],
    [["b@x.org"], ["ROW_TOO_SHORT"]],
  ]);
  assert.equal(reader.columns[3]?.name, "column_4");
});

Deno.test("rows: a full name is split behind the header's columns, the surplus comes last", () => {
  const { reader, batches } = read([
    ["Name", "E-Mail", "Note"],
    ["Lee, Ann", "a@x.org", "x"],
    ["Bob Ray", "b@x.org"],
    ["Cher", "c@x.org", "x", "y", "z"],
  ]);
  assert.deepEqual(valuesOf(batches), [
    [["Lee, Ann", "a@x.org", "x", "Ann", "Lee"], []],
    [["Bob Ray", "b@x.org", "", "Bob", "Ray"], ["ROW_TOO_SHORT"]],
    [["Cher", "c@x.org", "x", "Cher", "", "y", "z"], ["ROW_TOO_LONG"]],
  ]);
  assert.deepEqual(allRows(batches).map((row) => row[2]), [[], [], ["MISSING_LAST_NAME"]]);
  assert.deepEqual(reader.columns.map((c) => c.name), [
    ...["full_name", "email", "Note", "first_name", "last_name", "column_4", "column_5"],
  ]);
});

Deno.test("rows: if the e-mail column is empty, the first valid other address is used", () => {
  const headers = ["first name", "last name", "Email 2", "Email", "Email 3"];
  const name = ["Ann", "Lee"];
  const { reader, batches } = read([
    headers,
    [...name, "b@x.org", "a@x.org", "c@x.org"],
    [...name, "b@x.org", "\u200b ", "c@x.org"],
    [...name, "-", "", "c@x.org"],
    [...name, "b@", "", "-"],
    [...name, "n/a", "", "-"],
    [...name, "b@x.org"],
  ]);
  assert.deepEqual(allRows(batches).map((row) => [row[1], row[3][3], row[4]?.warnings ?? []]), [
    ["a@x.org", "a@x.org", []],
    ["b@x.org", "b@x.org", ["EMAIL_FROM_OTHER_COLUMN"]],
    ["c@x.org", "c@x.org", ["EMAIL_FROM_OTHER_COLUMN"]],
    ["b@", "b@", ["EMAIL_FROM_OTHER_COLUMN"]],
    [null, "", []],
    ["b@x.org", "b@x.org", ["EMAIL_FROM_OTHER_COLUMN", "ROW_TOO_SHORT"]],
  ]);
  assert.equal(reader.validRows, 4);
});

Deno.test("rows: a phone belongs to its row's country, else to the region that was said", () => {
  const headers = [...HEADER, "phone", "country"];
  const person = ["a@x.org", "Ann", "Lee"];
  const rows = [
    headers,
    [...person, "030 901820", "Germany"],
    [...person, "030 901820", "Deutschland"],
    [...person, "020 7946 0018", ""],
    [...person, "020 7946 0018", "nowhere"],
    [...person, "+49 30 901820", ""],
    [...person, "+4930901820", ""],
  ];
  assert.deepEqual(allRows(read(rows, [], null, "GB").batches).map((row) => row[4]?.phone), [
    "+4930901820",
    "+4930901820",
    "+442079460018",
    "+442079460018",
    "+4930901820",
    undefined,
  ]);
});

Deno.test("rows: notes are present only if there are any", () => {
  const { batches } = read([HEADER, ["a@x.org", "Ann", "Lee"], ["b@x.org"]]);
  assert.deepEqual(allRows(batches).map((row) => row.length), [4, 5]);
});

Deno.test("rows: a cell that is too long refuses the file, by its line and column", () => {
  const longest = "x".repeat(MAX_CELL_CHARS);
  assert.equal(read([HEADER, ["a@x.org", longest, "Lee"]]).reader.refusal, undefined);
  for (
    const [cells, column] of [
      [["a@x.org", `${longest}x`], "first name"],
      [["a@x.org", "", "", `${longest}x`], "column_4"],
    ] as const
  ) {
    const { refusal } = read([HEADER, ["b@x.org", "Bob", "Lee"], [...cells]]).reader;
    assert.equal(refusal?.code, "CELL_TOO_LONG");
    assert.match(refusal!.message, new RegExp(`row 3 in the column "${column}" has 100001 char`));
    assert.deepEqual(refusal?.headers, HEADER);
  }
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
  assert.match(reader.refusal!.message, /Row 3 has 1000001 values/);
  const empty = ["a@x.org", ...Array<string>(1_000_000).fill("")];
  assert.equal(read([HEADER, empty]).reader.refusal, undefined);
  const full = ["a@x.org", ...Array<string>(MAX_COLUMNS - 1).fill("x")];
  assert.equal(read([HEADER, full]).reader.columns.length, MAX_COLUMNS);
});

Deno.test("rows: what a store cannot hold is taken out of text", () => {
  const { batches } = read([
    HEADER,
    ["a\0@x.org", "A\ud800nn", "L\0ee"],
    ["b@x.org", "Zoe\u0308", "Lee"],
  ]);
  assert.deepEqual(valuesOf(batches), [
    [["a@x.org", "A\ufffdnn", "Lee"], ["CHARACTERS_REMOVED"]],
    [["b@x.org", "Zo\u00eb", "Lee"], []],
  ]);
});

Deno.test("rows: a header alone is refused", () => {
  assert.equal(read([[]]).reader.refusal?.code, "NO_EMAIL_COLUMN");
  const { refusal } = read([["E-Mail", "Name"]]).reader;
  assert.equal(refusal?.code, "NO_ROWS");
  assert.deepEqual(refusal?.headers, ["E-Mail", "Name"]);
});

Deno.test("rows: refused headers are listed, and no row is read", () => {
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
  const { batches } = read([HEADER, ...people(2_249)]);
  assert.deepEqual(batches.map((b) => [b.firstRowId, b.rows.length]), [
    [1, 1_024],
    [1_025, 1_024],
    [2_049, 201],
  ]);
});

Deno.test("rows: batches are bounded by characters", () => {
  const { batches } = read([HEADER, ...people(30, "x".repeat(50_000))]);
  for (const batch of batches.slice(0, -1)) assert.equal(batch.rows.length, 6);
  assert.equal(allRows(batches).length, 30);
});

Deno.test("rows: every cell is in its row under a column of its own", () => {
  const name = fc.constantFrom(
    "Name",
    "Email 2",
    "Mail",
    "phone",
    "country",
    "",
    "Tag",
    "__proto__",
  );
  const cell = fc.oneof(fc.constantFrom("", " ", "a@x.org", "Ann Lee", "DE", "\\N"), fc.string());
  const table = fc.tuple(
    fc.array(name, { maxLength: 6 }),
    fc.array(fc.array(cell), { minLength: 1 }),
  );
  fc.assert(fc.property(table, ([names, rows]) => {
    const headers = [...names, "email"];
    const { reader, batches } = read([headers, ...rows]);
    const split = reader.columns.filter(({ how }) => how === "split").length;
    const keys = reader.columns.map((column) => column.name);
    assert.equal(new Set(keys).size, keys.length);
    allRows(batches).forEach(([, , , values, notes], i) => {
      assert.ok(values.length <= keys.length, "each value has a column");
      const filled = notes?.warnings?.includes("EMAIL_FROM_OTHER_COLUMN");
      rows[i]!.forEach((text, place) => {
        if (filled && reader.columns[place]?.field === "email") return;
        const at = place < headers.length ? place : place + split;
        const cell = isDatabaseNull(text) ? "" : cleanText(text).trim();
        assert.equal((values[at] ?? "").trim(), cell, `${text} at ${place}`);
      });
    });
  }));
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
          const valid = batch.rows.filter((row) => !hasError(row[2])).length;
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

Deno.test("rows: a row's size is that of its JSON, whatever stands in it", () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constantFrom("\ud800", '"'));
  const problems = fc.constantFrom<RowProblem[]>([], ["MISSING_EMAIL", "MISSING_LAST_NAME"]);
  const row = fc.tuple(fc.nat(), fc.option(text), problems, fc.array(text));
  fc.assert(fc.property(row, fc.option(text), (row, phone) => {
    const parsed: ParsedRow = phone === null ? row : [...row, { phone }];
    assert.equal(rowBytes(parsed), new TextEncoder().encode(JSON.stringify(parsed)).length + 1);
  }));
});
