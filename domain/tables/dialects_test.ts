/** Whatever a CSV writer writes, in any dialect and encoding, reads back equal. */
import assert from "node:assert/strict";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import iconv from "iconv-lite";
// @ts-types="@types/papaparse"
import Papa from "papaparse";
import { UnreadableFile } from "./unreadable_file.ts";
import { isDeepStrictEqual } from "node:util";
import { type ReadTable, readTable } from "./testing/read.ts";

interface Dialect {
  delimiter: string;
  newline: string;
  quotes: boolean;
  writer: "papaparse" | "csv-stringify";
  finalNewline: boolean;
}

const dialects: fc.Arbitrary<Dialect> = fc.record({
  delimiter: fc.constantFrom(",", ";", "\t", "|"),
  newline: fc.constantFrom("\n", "\r\n", "\r"),
  quotes: fc.boolean(),
  writer: fc.constantFrom("papaparse", "csv-stringify"),
  finalNewline: fc.boolean(),
});

function write(rows: string[][], { delimiter, newline, quotes, writer, finalNewline }: Dialect) {
  const text = writer === "papaparse"
    ? Papa.unparse(rows, { delimiter, newline, quotes })
    : stringify(rows, {
      delimiter,
      record_delimiter: newline,
      quoted: quotes,
      // It quotes the line ends that it writes itself, no others.
      quoted_match: /[\r\n"]/,
      eof: false,
    });
  return text + (finalNewline ? newline : "");
}

const SPECIAL = ['"', ",", ";", "\t", "|", "\n", "\r\n", "\r", " ", "'", '""'];

/** Tables under a header; rows that hold nothing but white space are no rows. */
function tables(cell: fc.Arbitrary<string>): fc.Arbitrary<string[][]> {
  return fc.integer({ min: 1, max: 5 }).chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 })
      .map((rows) => [
        Array.from({ length: width }, (_, i) => i ? `h${i}` : "email"),
        ...rows.filter((row) => row.some((value) => value.trim() && value !== "\x1a")),
      ])
  );
}

/** Cells of an encoding's characters, with what is special in a CSV file between them. */
function cells(letters: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const piece = fc.oneof({ weight: 3, arbitrary: letters }, fc.constantFrom(...SPECIAL));
  return fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
}

/** Everything that UTF-8 and UTF-16 can hold; of a mark at its beginning a file would be robbed. */
const anyLetter = fc.string({ unit: "binary", minLength: 1, maxLength: 3 })
  .map((text) => text.toWellFormed().replaceAll("\ufeff", ""));

/** Characters of a legacy encoding, as many as can be written in it and read back. */
function lettersOf(encoding: string): fc.Arbitrary<string> {
  const letters: string[] = [];
  const decoder = new TextDecoder(encoding);
  for (let code = 0x20; code < 0xffe0; code += code < 0x500 ? 1 : 37) {
    const letter = String.fromCharCode(code);
    const bytes = iconv.encode(letter, encoding);
    if (!"\"',;|".includes(letter) && decoder.decode(bytes) === letter) letters.push(letter);
  }
  assert.ok(letters.length > 150, `${encoding} has ${letters.length}`);
  return fc.constantFrom(...letters);
}

const encodings: [name: string, letters: fc.Arbitrary<string>, addBOM: boolean][] = [
  ["utf-8", anyLetter, false],
  ["utf-8", anyLetter, true],
  ["utf-16le", anyLetter, true],
  ["utf-16be", anyLetter, true],
  ...["windows-1252", "iso-8859-2", "shift_jis", "gb18030", "euc-kr", "windows-1251"].map((
    name,
  ): [string, fc.Arbitrary<string>, boolean] => [name, lettersOf(name), false]),
];

/** All of the rows, but for lines that are told to be no people, as a lone `"` below an address. */
function mustBeThese({ values, ignored }: ReadTable, written: string[][]): void {
  if (!ignored) return assert.deepEqual(values, written);
  assert.equal(values.length + ignored, written.length);
  const left = values.values();
  let next = left.next();
  for (const row of written) if (isDeepStrictEqual(row, next.value)) next = left.next();
  assert.ok(next.done, `not among what was written: ${JSON.stringify(next.value)}`);
}

/** It is named: a row of a table of anything can look like a header, too. */
const headerRow = 1;

for (const [encoding, letters, addBOM] of encodings) {
  Deno.test(`dialects: any table in ${encoding}${addBOM ? " with its mark" : ""} reads back`, () =>
    fc.assert(
      fc.asyncProperty(
        tables(cells(letters)),
        dialects,
        fc.array(fc.nat(), { maxLength: 20 }),
        async (rows, dialect, cuts) => {
          const { delimiter } = dialect;
          const bytes = iconv.encode(write(rows, dialect), encoding, { addBOM });
          const [header, ...below] = rows;
          const read = await readTable(bytes, { encoding, delimiter, headerRow }, cuts);
          assert.deepEqual(read.headers, header);
          mustBeThese(read, below);
          if (!addBOM) return;
          const found = await readTable(bytes, { delimiter, headerRow }, cuts);
          assert.equal(found.info.encoding, encoding);
          mustBeThese(found, below);
        },
      ),
      { numRuns: 250 },
    ));
}

const NAMES = ["Ann", "Björn", "Chloé", "O'Neil", 'Bob "Bobby"', "van den Berg", "Müller, Dr.", ""];
const NOTES = ["", "red; blue", "a | b", "two\nlines", "1,234.50", 'ends in "', "tab\there"];

const people = fc.array(
  fc.record({
    id: fc.nat(9_999),
    first: fc.constantFrom(...NAMES),
    last: fc.constantFrom(...NAMES),
    note: fc.constantFrom(...NOTES),
  }).map(({ id, first, last, note }) => [`p${id}@example.org`, first, last, note]),
  { minLength: 1, maxLength: 60 },
);

Deno.test("dialects: of lists as people have them all is found out", () =>
  fc.assert(
    fc.asyncProperty(
      people,
      dialects,
      fc.constantFrom("utf-8", "utf-16le", "utf-16be", "windows-1252"),
      fc.boolean(),
      fc.array(fc.nat(), { maxLength: 20 }),
      async (rows, dialect, encoding, addBOM, cuts) => {
        const table = [["E-Mail", "First Name", "Last Name", "Notes"], ...rows];
        const bytes = iconv.encode(write(table, dialect), encoding, { addBOM });
        const read = await readTable(bytes, {}, cuts);
        assert.equal(read.info.delimiter, dialect.delimiter);
        assert.deepEqual(read.headers, table[0]);
        assert.deepEqual(read.values, rows);
      },
    ),
    { numRuns: 600 },
  ));

for (const format of ["csv", "xlsx"] as const) {
  Deno.test(`dialects: bytes at random as ${format} end in rows or a sentence`, () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 2_000 }),
          fc.uint8Array({ maxLength: 2_000 }).map((bytes) =>
            new Uint8Array([0x50, 0x4b, 3, 4, ...bytes])
          ),
          fc.array(fc.constantFrom(34, 44, 10, 13, 65, 0, 0xe4, 0xff, 0xfe), { maxLength: 300 })
            .map((codes) => Uint8Array.from(codes)),
        ),
        fc.option(fc.constantFrom("utf-8", "utf-16le", "shift_jis", "iso-2022-jp", "gb18030")),
        fc.option(fc.integer({ min: 1, max: 5 })),
        fc.boolean(),
        async (bytes, encoding, headerRow, partial) => {
          const options = { format, encoding, headerRow, partial };
          await readTable(bytes, options).catch((error) => {
            assert.ok(error instanceof UnreadableFile, String(error));
            assert.match(error.message, /^[A-Z].*\.$/s);
          });
        },
      ),
      { numRuns: 600 },
    ));
}
