/** Uploads of every kind, determined by their random source: noise, near misses, damaged files. */
import type { Random } from "../oracle/random.ts";
import type { Bytes, Shape } from "../shapes/shape.ts";
import { row, SHEET_END, sheetBegin, smallParts } from "../shapes/zip_bomb.ts";
import { entryOf, zip } from "../shapes/zip.ts";
import { bookOf } from "../shapes/book.ts";
import { mutate } from "./mutate.ts";

export interface FuzzInput {
  path: "/jobs" | "/jobs/preview";
  filename: string;
  bytes: Bytes;
  form: Record<string, string>;
}

/** Noise, and the largest of the real shapes that are damaged. */
const NOISE_BYTES = 4_000, SEED_BYTES = 60_000;

/** Makes inputs out of these shapes, and out of nothing. */
export class InputSource {
  readonly #seeds: { filename: string; bytes: Bytes; form: Record<string, string> }[];

  constructor(shapes: Shape[]) {
    const encoder = new TextEncoder();
    this.#seeds = shapes.map(({ file, filename = "people.csv", form = {} }) => ({
      filename,
      bytes: typeof file === "string" ? encoder.encode(file) : file,
      form,
    })).filter(({ bytes }) => bytes.length <= SEED_BYTES);
  }

  next(random: Random): FuzzInput {
    const made = this.#make(random);
    return {
      path: random.chance(0.1) ? "/jobs/preview" : "/jobs",
      filename: made.filename,
      bytes: made.bytes,
      form: random.chance(0.3) ? { ...made.form, ...randomForm(random) } : made.form ?? {},
    };
  }

  #make(random: Random): { filename: string; bytes: Bytes; form?: Record<string, string> } {
    const kind = random.next();
    if (kind < 0.1) return { filename: anyName(random), bytes: noise(random) };
    if (kind < 0.2) return { filename: "x.csv", bytes: typed(random, "") };
    if (kind < 0.35) return { filename: "x.csv", bytes: typed(random, header(random)) };
    if (kind < 0.45) return { filename: "x.xlsx", bytes: workbook(random) };
    if (kind < 0.5) return { filename: "x.xlsx", bytes: swelling(random) };
    const seed = random.pick(this.#seeds), other = random.pick(this.#seeds);
    return { ...seed, bytes: mutate(random, seed.bytes, other.bytes) };
  }
}

const anyName = (random: Random) => random.pick(["x.csv", "x.csv", "x.xlsx", "x.txt", ".csv", "é"]);

function noise(random: Random): Bytes {
  return Uint8Array.from({ length: random.int(0, NOISE_BYTES) }, () => random.int(0, 255));
}

const keys = [
  ...["a", "b", "@", ".", "example.com", "Ann", "é", "田", " ", "0", "+49 30 123456", "=1+1"],
  ...[",", ",", ";", "\t", "|", "\n", "\n", "\r\n", "\r", '"', '""', "'", "\\", "\0", "\u200b"],
  ...["ann@example.com", "bob@gmial.com", "\ufffe", "\ufeff", "👩‍👩‍👧"],
];

/** As somebody types who hits delimiters, quotes and line ends more often than letters. */
function typed(random: Random, begin: string): Bytes {
  const text = Array.from({ length: random.int(0, 300) }, () => random.pick(keys)).join("");
  return new TextEncoder().encode(begin + text);
}

function header(random: Random): string {
  const names = random.shuffled([
    "email",
    "first name",
    "last name",
    "phone",
    "notes",
    "",
    "email",
  ]);
  const delimiter = random.pick([",", ";", "\t", "|"]);
  return names.slice(0, random.int(1, names.length)).join(delimiter) + random.pick(["\n", "\r\n"]);
}

/** A workbook whose archive is right and of which one part is damaged. */
function workbook(random: Random): Bytes {
  const rows = Array.from({ length: random.int(0, 20) }, (_, i) => {
    const number = random.chance(0.98) ? i + 2 : random.int(-1, 2_000_000);
    return row(number, [`p${i}@example.com`, cell(random), cell(random)]);
  });
  const sheet = sheetBegin + rows.join("") + SHEET_END;
  const parts = { ...smallParts, "xl/worksheets/sheet1.xml": sheet };
  const damaged = random.pick([...Object.keys(parts), "xl/worksheets/sheet1.xml", "none"]);
  return zip(
    Object.entries(parts).filter(([name]) => name !== damaged || random.chance(0.9)).map(
      ([name, text]) => {
        const plain = new TextEncoder().encode(text);
        const bytes = name === damaged ? mutate(random, plain, plain) : plain;
        return entryOf(name, bytes);
      },
    ),
  );
}

/** A small workbook whose rows point to one long text again and again. */
function swelling(random: Random): Bytes {
  const text = random.pick(["x", "田", "&#1;", '"']).repeat(random.pick([10, 1_000, 30_000]));
  const cells = '<c t="s"><v>0</v></c>'.repeat(random.int(1, 5));
  const line = `<row><c t="str"><v>a@b.co</v></c>${cells}</row>`;
  return bookOf([text], line.repeat(random.pick([10, 500, 5_000])));
}

/** What stands in a cell's XML. */
function cell(random: Random): string {
  if (random.chance(0.9)) return random.pick(["Ann", "田", "Lee &amp; Ray", ""]);
  return random.pick(["&#x1F600;", "_x0000_", "&#55357;", "&bad;", "\u0001", "x".repeat(40_000)]);
}

const options: Record<string, string[]> = {
  encoding: ["utf-8", "utf-16le", "windows-1252", "shift_jis", "iso-2022-jp", "replacement", "x"],
  delimiter: [",", ";", "|", "\t", "tab", "", "ab", '"', "\n"],
  header_row: ["1", "2", "5", "0", "-1", "1e3", "99999999999", ""],
  sheet: ["People", "Sheet1", "", "x".repeat(300)],
  region: ["DE", "us", "ZZ", "", "Germany"],
  fold_gmail: ["true", "false", "1", ""],
  mapping: [
    ...['{"email":"email"}', '{"email":null}', '{"email":"nobody"}', "{}", "[]", "{", "null"],
    ...['{"__proto__":"email"}', '{"full_name":"email"}', '{"email":""}', '{"country":"notes"}'],
  ],
  partial: ["true", "false", "x"],
  columns: [
    '[{"header":"email","import":false}]',
    '[{"header":"name","name":"email","type":"date"}]',
    '[{"header":"__proto__","type":"choice","choices":["a"]},{"header":"","import":false}]',
    "[",
  ],
  fallback_region: ["DE", "ZZ", "none", "x"],
  unknown: ["x"],
};

function randomForm(random: Random): Record<string, string> {
  const names = random.shuffled(Object.keys(options)).slice(0, random.int(1, 3));
  return Object.fromEntries(names.map((name) => [name, random.pick(options[name]!)]));
}
