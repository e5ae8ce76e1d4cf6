import assert from "node:assert/strict";
import type { RowProblem } from "@rollcall/contracts";
import type { TableRow } from "@rollcall/tables";
import { Buffer } from "node:buffer";
import { RowReader } from "./read_rows.ts";
import { defaultLimits, type TooMuch, type WorkLimits, WorkMeter } from "./work_limits.ts";

const HEADER = ["E-Mail", "first name", "last name"];

interface Tried {
  header?: string[];
  /** the file's; by default what the values come to */
  sizeBytes?: number;
  limits?: Partial<WorkLimits>;
}

/** Reads so many rows, and tells what became of them and what they come to. */
function read(count: number, row: (i: number) => string[], tried: Tried = {}) {
  const { header = HEADER, limits } = tried;
  const line = (i: number) => row(i).join(",").length + 1;
  let sizeBytes = tried.sizeBytes ?? 0;
  if (tried.sizeBytes === undefined) { for (let i = 0; i < count; i++) sizeBytes += line(i); }
  const reader = new RowReader(header, { asked: null, remembered: null }, {
    region: null,
    sizeBytes,
    limits: { ...defaultLimits, ...limits },
  });
  let stored = 0, events = 0, largest = 0;
  const keep = (batches: ReturnType<RowReader["push"]>) => {
    for (const { rows, columns } of batches) {
      const bytes = Buffer.byteLength(JSON.stringify({ rows, columns }));
      stored += bytes;
      events++;
      largest = Math.max(largest, bytes);
    }
  };
  for (let from = 0; from < count && !reader.refusal; from += 1_000) {
    const rows: TableRow[] = [];
    for (let i = from; i < Math.min(from + 1_000, count); i++) {
      rows.push({ line: i + 2, values: row(i) });
    }
    keep(reader.push({ rows, bytesRead: from }));
  }
  keep(reader.finish(sizeBytes));
  const { code, message = "" } = reader.refusal ?? {};
  return { code, message, stored, events, largest, sizeBytes, reader };
}

const person = (i: number) => [`person.${i}@example.com`, "Ann", "Lee"];

/** Counts rows as the reader would; `row` gives what is wrong with each, and its JSON bytes. */
function count(rows: number, row: (i: number) => [problems: RowProblem[], bytes: number], {
  sizeBytes,
  fields = ["email", "first_name", "last_name"],
}: { sizeBytes: number; fields?: string[] }) {
  const columns = fields.map((field) => ({ header: `my ${field}`, name: field, field }));
  const meter = new WorkMeter(defaultLimits, sizeBytes, columns);
  for (let i = 0; i < rows; i++) {
    const [problems, bytes] = row(i);
    const tooMuch = meter.addRow([i + 2, null, problems, []], bytes);
    if (tooMuch) return tooMuch;
  }
  return meter.finish();
}

Deno.test("work: one-letter lines are refused, and the column is named", () => {
  const lines = count(
    60_000,
    () => [["INVALID_EMAIL_FORMAT", "MISSING_FIRST_NAME", "MISSING_LAST_NAME"], 90],
    { sizeBytes: 120_000, fields: ["email"] },
  );
  assert.equal(lines?.code, "MOSTLY_NO_ADDRESS");
  assert.match(lines.message, /60,000 rows .* 60,000 have no valid one in the column "my email"/);
  assert.match(lines.message, /Is this the right column\? If not, choose the right one/);
});

Deno.test("work: what people have is read", () => {
  const nobody: RowProblem[] = ["MISSING_EMAIL"];
  const emailOnly: RowProblem[] = ["MISSING_FIRST_NAME", "MISSING_LAST_NAME"];
  const lists: [what: string, refused: TooMuch | undefined][] = [
    [
      "50,000 people, two fifths without an address",
      count(50_000, (i) => [i % 5 < 2 ? nobody : [], 90], { sizeBytes: 2_000_000 }),
    ],
    [
      "5 MiB of them, a third without a name besides",
      count(
        120_000,
        (i) => [[...i % 5 < 2 ? nobody : [], ...i % 3 ? [] : emailOnly], 100],
        { sizeBytes: 5_000_000 },
      ),
    ],
    [
      "a phone book: one in six has an address",
      count(60_000, (i) => [i % 6 ? nobody : [], 90], { sizeBytes: 2_500_000 }),
    ],
    ["few rows, none with an address", count(10_000, () => [nobody, 90], { sizeBytes: 300_000 })],
    [
      "addresses that stand at the end",
      count(60_000, (i) => [i < 50_000 ? nobody : [], 90], { sizeBytes: 2_500_000 }),
    ],
    [
      "5 MiB of addresses and nothing else",
      count(240_000, () => [emailOnly, 105], { sizeBytes: 5_200_000, fields: ["email"] }),
    ],
    [
      "an address book of 90 columns, nearly all of them empty",
      count(35_000, () => [[], 90 * 3 + 150], { sizeBytes: 35_000 * 150 }),
    ],
    [
      "a workbook of 120 kB whose rows repeat a paragraph of 900 characters",
      count(5_000, () => [[], 1_000], { sizeBytes: 120_000 }),
    ],
    ["a survey in Japanese", count(5_000, () => [[], 1_200], { sizeBytes: 5_000_000 })],
  ];
  for (const [what, refused] of lists) assert.equal(refused, undefined, what);
});

Deno.test("work: rows, issues and bytes have a limit each, told with what to do", () => {
  const rows = read(11, person, { limits: { MAX_ROWS: 10 } });
  assert.equal(rows.code, "TOO_MANY_ROWS");
  assert.match(rows.message, /more than 10 rows.*Split the file/);
  assert.equal(rows.reader.totalRows, 10);
  assert.equal(read(10, person, { limits: { MAX_ROWS: 10 } }).code, undefined);

  const issues = read(8, (i) => ["", i ? "" : "Ann", "Lee"], { limits: { MAX_QUESTIONS: 10 } });
  assert.equal(issues.code, "TOO_MANY_QUESTIONS");
  assert.match(issues.message, /first 6 rows .* more than 10 issues.* 6 of them/);
  assert.equal(
    read(5, (i) => ["", i ? "" : "Ann", "Lee"], { limits: { MAX_QUESTIONS: 10 } }).code,
    undefined,
  );

  const bytes = read(1_000, person, { limits: { MAX_PARSED_BYTES: 10_000 } });
  assert.equal(bytes.code, "TOO_MUCH_DATA");
  assert.match(bytes.message, /rows come to more than 10,000: .* empty cells\. Remove/);
});

Deno.test("work: a name that no row has is no issue of each row", () => {
  const limits = { MAX_QUESTIONS: 10 };
  const addresses = (i: number) => [`p${i}@example.com`];
  const nameless = (i: number) => [`p${i}@example.com`, "", ""];
  assert.equal(read(100, nameless, { limits }).code, undefined);
  assert.equal(read(100, addresses, { header: ["email"], limits }).code, undefined);
});

Deno.test("work: a workbook that repeats a text comes to no more than its budget", () => {
  const long = "x".repeat(30_000);
  const { code, stored } = read(5_000, (i) => [...person(i), long, long], {
    header: [...HEADER, "a", "b"],
    sizeBytes: 78_000,
  });
  assert.equal(code, "TOO_MUCH_DATA");
  assert.ok(stored < 9 << 20, `${stored} bytes are stored`);
});

Deno.test("work: an address that is none counts again with each of its issues", () => {
  const long = "x".repeat(1_000);
  const tried = { sizeBytes: 78_000 };
  const { stored, code } = read(9_000, () => [long, "", ""], tried);
  assert.equal(code, "TOO_MUCH_DATA");
  // The row has it twice, its three issues once each.
  assert.ok(stored < 4 << 20, `${stored} bytes are stored`);
});

Deno.test("work: wide headers do not outweigh the rows below them, and events stay small", () => {
  const wide = Array.from({ length: 499 }, (_, i) => `${i} `.padEnd(64, "name "));
  const { stored, largest, sizeBytes } = read(20_000, (i) => [`${i}@b.co`], {
    header: ["email", ...wide],
  });
  assert.ok(stored < 16 * sizeBytes, `${stored} bytes are stored of ${sizeBytes}`);
  assert.ok(largest < 512 << 10, `an event has ${largest} bytes`);
});
