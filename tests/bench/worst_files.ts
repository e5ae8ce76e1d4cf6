/**
 * The files that make the most work of the fewest bytes, as far as anybody has thought of them: many
 * questions, many cells, many columns, large groups, texts that a workbook repeats.
 */
import { Buffer } from "node:buffer";
import { bookOf } from "../shapes/book.ts";
import type { Bytes } from "../shapes/shape.ts";

export interface WorstFile {
  name: string;
  filename: "worst.csv" | "worst.xlsx";
  make: () => Bytes;
}

const DEFAULT_BYTES = 5_242_880, MAX_ROWS = 300_000;

/** Beyond a limit: they are to be refused, soon and in a little memory. */
const beyond: WorstFile[] = [
  csv("120 KB of one-letter lines", () => lines("email", 120_000, () => "a")),
  csv("2 MB of one-letter lines", () => lines("email", 2_000_000, () => "a")),
  csv("the shortest addresses", () => lines("email", DEFAULT_BYTES, address)),
  csv(
    "three questions a row, and an address in every eighth",
    () => lines(PEOPLE, DEFAULT_BYTES, (i) => i % 8 ? ",,,x" : `${short(i)}@b.co,a,b`),
  ),
  workbook("a workbook of one text, again and again", {
    texts: ["x".repeat(30_000)],
    row: () => `<row><c t="str"><v>a@b.co</v></c>${'<c t="s"><v>0</v></c>'.repeat(4)}</row>`,
    rows: 5_000,
  }),
  workbook("a workbook of 200,000 rows without an address", {
    texts: ["x"],
    row: () => '<row><c r="D1" t="s"><v>0</v></c></row>',
    rows: 200_000,
  }),
  workbook("a workbook with a cell far to the right of each row", {
    texts: ["x"],
    row: () => '<row><c t="str"><v>a@b.co</v></c><c r="SF1" t="s"><v>0</v></c></row>',
    rows: 200_000,
  }),
  workbook("a workbook with a cell at the right end of each row", {
    texts: ["x"],
    row: () => '<row><c t="str"><v>a@b.co</v></c><c r="XFD1" t="s"><v>0</v></c></row>',
    rows: 200_000,
  }),
];

/** Just within the limits: all of the work is done. */
const within: WorstFile[] = [
  csv(
    "within: addresses under 500 long headers",
    () => lines(wideHeader(), DEFAULT_BYTES, address, MAX_ROWS),
  ),
  csv("within: 500 empty cells a row", () => lines(wideHeader(), DEFAULT_BYTES, emptyCells)),
  csv(
    "within: one address, everybody another person",
    () => lines(PEOPLE, DEFAULT_BYTES, (i) => `a@b.co,${short(i)},x`, MAX_ROWS),
  ),
  csv(
    "within: each address twice, two people",
    () => lines(PEOPLE, DEFAULT_BYTES, (i) => `${short(i >> 1)}@b.co,${short(i)},x`, MAX_ROWS),
  ),
  csv(
    "within: 249,000 questions, three a row",
    () => lines(PEOPLE, DEFAULT_BYTES, (i) => i % 2 ? ",,,x" : `${short(i)}@b.co,a,b`, 166_000),
  ),
  csv(
    "within: long names beyond ASCII",
    () =>
      lines(
        PEOPLE,
        DEFAULT_BYTES,
        (i) => `${short(i >> 1)}@b.co,${"田".repeat(30)}${i},${"中".repeat(30)}`,
      ),
  ),
  workbook("within: a workbook of 5 MB whose rows have a long address that is none", {
    texts: ["x".repeat(30_000)],
    row: () => '<row><c t="s"><v>0</v></c></row>',
    rows: 1_350,
    filler: 5_200_000,
  }),
  workbook("within: a workbook of 5 MB whose rows have long names", {
    texts: ["田".repeat(1_000)],
    row: (i) =>
      `<row><c t="str"><v>${short(i >> 1)}@b.co</v></c><c t="s"><v>0</v></c>` +
      `<c t="str"><v>${i}</v></c></row>`,
    rows: 27_000,
    filler: 5_000_000,
  }),
];

export const worstFiles = [...beyond, ...within];

const PEOPLE = "email,first name,last name";
const short = (i: number) => i.toString(36);
const address = (i: number) => `${short(i)}@b.co`;
const emptyCells = (i: number) => `${short(i)}@b.co${",".repeat(499)}`;

/** 500 columns, as many characters in their names as a header may have. */
function wideHeader(): string {
  const names = Array.from({ length: 499 }, (_, i) => `${i} `.padEnd(64, "name "));
  return ["email", ...names].join(",");
}

function csv(name: string, make: () => string): WorstFile {
  return { name, filename: "worst.csv", make: () => new TextEncoder().encode(make()) };
}

/** As many lines below the header as fit into the bytes. */
function lines(
  header: string,
  bytes: number,
  line: (i: number) => string,
  most = Infinity,
): string {
  const all = [header];
  // Every character is counted as one byte or, beyond ASCII, as three.
  const size = (text: string) => Buffer.byteLength(text) + 1;
  for (let i = 0, left = bytes - size(header);; i++) {
    const text = line(i);
    left -= size(text);
    if (left < 0 || i === most) return `${all.join("\n")}\n`;
    all.push(text);
  }
}

function workbook(
  name: string,
  { texts, row, rows, filler }: {
    texts: string[];
    row: (i: number) => string;
    rows: number;
    filler?: number;
  },
): WorstFile {
  const xml = () => Array.from({ length: rows }, (_, i) => row(i)).join("");
  return { name, filename: "worst.xlsx", make: () => bookOf(texts, xml(), filler) };
}
