/** What is no list of contacts: each is refused with a sentence, at once or when it is read. */
import type { Bytes, Shape } from "./shape.ts";
import { csv, encoded, joined } from "./write.ts";

const header = ["email", "first name", "last name"];
const ann = ["ann@example.com", "Ann", "Lee"];
const good = csv([header, ann]);

const refused = (status: number, code: string, says: RegExp) => ({
  refused: { status, code, says },
});
const failed = (code: string, says: RegExp) => ({ failed: { code, says } });
const unsupported = (says: RegExp) => refused(415, "UNSUPPORTED_FILE_TYPE", says);
const wrongOption = (option: string) => refused(422, "VALIDATION_FAILED", RegExp(option));

/** The beginning of a file of another kind, and what may stand behind it. */
const beginning = (...bytes: number[]): Bytes =>
  joined(bytes, Array.from({ length: 2_000 }, (_, i) => (i * i) % 251));

const atUpload: Shape[] = [
  { name: "no bytes", file: "", expect: refused(422, "EMPTY_FILE", /empty/) },
  { name: "blank lines only", file: " \r\n\n\t\n", expect: refused(422, "EMPTY_FILE", /empty/) },
  { name: "a mark only", file: "\ufeff", expect: refused(422, "EMPTY_FILE", /empty/) },
  {
    name: "a name that ends in .doc",
    file: good,
    filename: "people.doc",
    expect: unsupported(/\.csv/),
  },
  {
    name: "a name without an ending",
    file: good,
    filename: "people",
    expect: unsupported(/\.csv/),
  },
  { name: "a PDF called .csv", file: joined("%PDF-1.7\n%âãÏÓ\n"), expect: unsupported(/PDF/) },
  {
    name: "a PNG called .csv",
    file: beginning(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    expect: unsupported(/PNG/),
  },
  {
    name: "a JPEG called .csv",
    file: beginning(0xff, 0xd8, 0xff, 0xe0),
    expect: unsupported(/JPEG/),
  },
  {
    name: "a gzip archive called .csv",
    file: beginning(0x1f, 0x8b, 8, 0),
    expect: unsupported(/gzip/),
  },
  {
    name: "an old Excel workbook called .csv",
    file: beginning(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1),
    expect: unsupported(/old Excel/),
  },
  {
    name: "an old or locked Excel workbook called .xlsx",
    file: beginning(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1),
    filename: "people.xlsx",
    expect: unsupported(/Excel/),
  },
  {
    name: "an old Excel workbook under its own name",
    file: beginning(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1),
    filename: "people.xls",
    expect: unsupported(/\.xlsx/),
  },
  {
    name: "a PNG called .xlsx",
    file: beginning(0x89, 0x50, 0x4e, 0x47),
    filename: "people.xlsx",
    expect: unsupported(/PNG|not an Excel workbook/),
  },
  {
    name: "one byte more than is taken",
    file: csv([header, ann, ["x".repeat(200), "", ""]]).padEnd(5_242_881, "\n"),
    expect: refused(413, "FILE_TOO_LARGE", /5,242,880 bytes/),
  },
  {
    name: "an encoding that nobody knows",
    file: good,
    form: { encoding: "klingon" },
    expect: wrongOption("encoding"),
  },
  {
    name: "a delimiter of two characters",
    file: good,
    form: { delimiter: "ab" },
    expect: wrongOption("delimiter"),
  },
  {
    name: "a header line that is no number",
    file: good,
    form: { header_row: "first" },
    expect: wrongOption("header_row"),
  },
  {
    name: "a region that is no country",
    file: good,
    form: { region: "Atlantis" },
    expect: wrongOption("region"),
  },
  {
    name: "a wish about gmail that is neither true nor false",
    file: good,
    form: { fold_gmail: "perhaps" },
    expect: wrongOption("fold_gmail"),
  },
  {
    name: "a mapping that is no JSON",
    file: good,
    form: { mapping: "email=email" },
    expect: wrongOption("mapping"),
  },
  {
    name: "a mapping of a field that there is not",
    file: good,
    form: { mapping: '{"shoe_size":"email"}' },
    expect: wrongOption("mapping"),
  },
];

const whenRead: Shape[] = [
  {
    name: "a header and nothing else",
    file: "email,first name,last name\n",
    expect: failed("NO_ROWS", /header but no rows/),
  },
  {
    name: "a header and blank lines",
    file: "email,first name,last name\n\n,,\n  \n",
    expect: failed("NO_ROWS", /header but no rows/),
  },
  {
    name: "delimiters and nothing else",
    file: ",,\n,,\n",
    expect: failed("NO_HEADER", /blank|nothing/),
  },
  {
    name: "no column of addresses: the headers are named, and what would have matched",
    file: csv([["Town", "Street", "Opening hours"], ["Cork", "High St", "9-5"]]),
    expect: failed("NO_EMAIL_COLUMN", /"Town", "Street", "Opening hours".*"email"/i),
  },
  {
    name: "rows without a header",
    file: csv([ann, ["bob@example.com", "Bob", "Ray"]]),
    expect: failed("NO_EMAIL_COLUMN", /header/),
  },
  {
    name: "JSON called .csv, without an address",
    file: '[{"town": "Cork"}]\n',
    expect: failed("NO_EMAIL_COLUMN", /"town"/),
  },
  {
    name: "a quote that is never closed, in the third row",
    file: `${good}bob@example.com,"Bob,Ray\ncyd@example.com,Cyd,Fox\n`,
    expect: failed("UNCLOSED_QUOTE", /line 3\b/),
  },
  {
    name: "a quote that is never closed behind values of several lines",
    file: 'email,first name,last name\nann@example.com,"A\nn\nn",Lee\nbob@example.com,Bob,"Ray\n',
    expect: failed("UNCLOSED_QUOTE", /line 5\b/),
  },
  {
    name: "more columns than are read",
    file: csv([[...header, ...Array.from({ length: 500 }, (_, i) => `c${i}`)], ann]),
    expect: failed("TOO_MANY_COLUMNS", /503.*500/),
  },
  {
    name: "a row with more values than are read",
    file: csv([header, ann, [...ann, ...Array.from({ length: 500 }, () => "x")]]),
    expect: failed("TOO_MANY_COLUMNS", /Row 3\b.*500/),
  },
  {
    name: "a header of more characters than are read",
    file: csv([[...header, "x".repeat(40_000)], ann]),
    expect: failed("HEADER_TOO_LONG", /characters/),
  },
  {
    name: "a cell of a million characters",
    file: csv([header, ann, ["bob@example.com", "B".repeat(1_000_000), "Ray"]]),
    expect: failed("CELL_TOO_LONG", /row 3\b/),
  },
  {
    name: "a row of millions of characters",
    file: csv([header, ann, [
      "bob@example.com",
      ...Array.from({ length: 400 }, () => "B".repeat(9_000)),
    ]]),
    expect: failed("ROW_TOO_LONG", /line 3\b/),
  },
  {
    name: "rows without an address, all but one of thirty",
    file: csv([
      header,
      ...Array.from({ length: 12_000 }, (_, i) => i % 30 ? ["", "Ann", "Lee"] : ann),
    ]),
    expect: failed("MOSTLY_NO_ADDRESS", /12,000 rows.*11,600.*right column/s),
  },
  {
    name: "binary data behind the first rows",
    file: joined(good.repeat(100), Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 256 >> 3)),
    expect: failed("NOT_TEXT", /text|binary/),
  },
  {
    name: "a header line behind the end",
    file: good,
    form: { header_row: "9" },
    expect: failed("HEADER_ROW_MISSING", /row 9\b/),
  },
  {
    name: "a Word document called .xlsx",
    file: joined("PK\x03\x04", Array.from({ length: 100 }, () => 0)),
    filename: "people.xlsx",
    expect: failed("WORKBOOK_DAMAGED", /workbook/),
  },
  {
    name: "text in an encoding that it is not in",
    file: encoded(csv([header, ["ann@example.com", "Jürgen", "Müller"]]), "windows-1252"),
    form: { encoding: "utf-8" },
    expect: failed("WRONG_ENCODING", /utf-8/i),
  },
];

export const refusals: Shape[] = [...atUpload, ...whenRead];
