import assert from "node:assert/strict";
import type { TableOptions } from "./table.ts";
import { readTable } from "./testing/read.ts";
import { workbookOf, zipOf } from "./testing/zip.ts";
import { Yielder } from "./yielder.ts";

Deno.test("yielder: yields to the event loop after some milliseconds of work, not before", async () => {
  let now = 0, given = 0;
  const turns = new Yielder(() => (given++, Promise.resolve()), () => now);
  const seen: number[] = [];
  for (now of [3, 7, 8, 9, 15, 16, 100]) {
    await turns.pause();
    seen.push(given);
  }
  assert.deepEqual(seen, [0, 0, 1, 1, 1, 2, 3]);
});

Deno.test("yielder: timers and sockets get their turn", async () => {
  let now = 0, ticked = false;
  const turns = new Yielder(undefined, () => now += 1_000);
  setTimeout(() => ticked = true);
  for (let i = 0; !ticked && i < 1_000_000; i++) await turns.pause();
  assert.ok(ticked);
});

const HEADER = "email,name\n";
const ROW = '<row><c t="str"><v>email</v></c></row>';
const KIB = 1 << 10;
/** Files of little but work, by what is much in them; how many steps they are read in at least. */
const FILES: [what: string, steps: number, format: TableOptions["format"], () => Uint8Array][] = [
  ["blank lines", 60, "csv", () => text(HEADER + "\n".repeat(1_000 * KIB))],
  ["lines without a value", 60, "csv", () => text(HEADER + ",\n".repeat(500 * KIB))],
  ["cells of one line", 50, "csv", () => text(HEADER + ",".repeat(1_000 * KIB))],
  ["cells of a line that is too long", 100, "csv", () => text(",".repeat(1_100 * KIB))],
  ["short rows", 30, "csv", () => text(HEADER + "a\n".repeat(250 * KIB))],
  ["bytes to tell the encoding of", 34, "csv", () => bytes(0xe4, 9 * KIB * KIB)],
  [
    "shared strings",
    350,
    "xlsx",
    () => zipOf(workbookOf(ROW, "<si><t>a</t></si>".repeat(100_000))),
  ],
  [
    "empty cells",
    90,
    "xlsx",
    () => zipOf(workbookOf(ROW + `<row>${"<c/>".repeat(10_000)}</row>`.repeat(10))),
  ],
  ["empty rows", 150, "xlsx", () => zipOf(workbookOf(ROW + "<row/>".repeat(100_000)))],
];

for (const [what, least, format, file] of FILES) {
  Deno.test(`promise 12: a file of many ${what} is read in short steps`, async () => {
    const steps = await stepsOf(file(), format);
    assert.ok(steps >= least, `${steps} steps`);
  });
}

/** How often others might have had their turn, had each step taken long. */
async function stepsOf(file: Uint8Array, format: TableOptions["format"]): Promise<number> {
  const { now } = performance;
  let ms = 0, steps = 0;
  performance.now = () => ms += 1_000;
  try {
    const turn = () => (steps++, Promise.resolve());
    await readTable(file, { format, turn }).catch((error) => {
      if (error.name !== "UnreadableFile") throw error;
    });
  } finally {
    performance.now = now;
  }
  return steps;
}

const text = (content: string) => new TextEncoder().encode(content);

/** A file of many such bytes, which is no UTF-8. */
function bytes(byte: number, count: number): Uint8Array {
  const begin = text(`${HEADER}a@x.org,`);
  const file = new Uint8Array(begin.length + count).fill(byte);
  file.set(begin);
  return file;
}
