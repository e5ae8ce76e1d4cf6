import assert from "node:assert/strict";
import fc from "fast-check";
// @ts-types="@types/papaparse"
import Papa from "papaparse";
import { MAX_ROW_CHARS, type TableRow } from "./table.ts";
import { textTable } from "./text_table.ts";
import { UnreadableFile } from "./unreadable_file.ts";
import { scaled } from "../../tests/harness/deadline.ts";

const FOUND_OUT = {
  format: "csv",
  encoding: null,
  delimiter: null,
  headerRow: null,
  sheet: null,
} as const;

/** Reads a file whose bytes come in pieces that end at these places. */
async function read(file: string | Uint8Array, cuts: number[] = []): Promise<TableRow[]> {
  const bytes = typeof file === "string" ? new TextEncoder().encode(file) : file;
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  async function* pieces() {
    let from = 0;
    for (const end of [...ends, bytes.length]) {
      yield bytes.subarray(from, end);
      from = end;
    }
  }
  const rows: TableRow[] = [];
  let before = 0;
  const { chunks } = await textTable(pieces(), FOUND_OUT);
  for await (const chunk of chunks) {
    assert.ok(chunk.bytesRead >= before && chunk.bytesRead <= bytes.length);
    before = chunk.bytesRead;
    rows.push(...chunk.rows);
  }
  return rows;
}

const values = async (file: string) => (await read(file)).map((row) => row.values);
const lines = async (file: string) => (await read(file)).map((row) => row.line);
const everywhere = (file: string) => Array.from(new TextEncoder().encode(file), (_, i) => i);

async function refusal(file: string | Uint8Array, cuts?: number[]): Promise<[string, string]> {
  const error = await read(file, cuts).then(() => undefined, (error) => error);
  assert.ok(error instanceof UnreadableFile, String(error));
  return [error.code, error.message];
}

for (const delimiter of [",", ";", "\t", "|"]) {
  Deno.test(`csv: cells are separated by ${JSON.stringify(delimiter)}`, async () => {
    const rows = [["email", "name"], ["a@x.org", "Ann, Lee; or | so"]];
    assert.deepEqual(await values(Papa.unparse(rows, { delimiter, quotes: true })), rows);
  });
}

Deno.test("csv: quoted characters are not taken for the delimiter", async () => {
  const rows = [["", "x", ","], ["", "y", ","]];
  assert.deepEqual(await values(Papa.unparse(rows, { delimiter: "|", quotes: true })), rows);
  const addresses = [["email", "address"], ["a@x.org", "Rom; Via A; 1"], ["b@x.org", "Bonn; B; 2"]];
  assert.deepEqual(await values(Papa.unparse(addresses)), addresses);
});

Deno.test("csv: line ends of every kind, mixed too, with and without one at the end", async () => {
  const rows = [["a", "b"], ["c", "d"], ["e", "f"]];
  for (const newline of ["\n", "\r\n", "\r"]) {
    const file = rows.map((row) => row.join(",")).join(newline);
    assert.deepEqual(await values(file), rows);
    assert.deepEqual(await values(file + newline), rows);
    assert.deepEqual(await lines(file + newline), [1, 2, 3]);
  }
  assert.deepEqual(await values("a,b\r\nc,d\ne,f\r\n"), rows);
  assert.deepEqual(await values('a,b\nc,d\r\n"e","f"\r\n'), rows);
  assert.deepEqual(await values("a,b\rc,d\r\ne,f"), rows);
});

Deno.test("csv: a lone CR in a file of other line ends is data", async () => {
  assert.deepEqual(await values("a,b\nc\rd,e\n"), [["a", "b"], ["c\rd", "e"]]);
});

Deno.test("csv: quotes hold delimiters, line ends and doubled quotes", async () => {
  assert.deepEqual(await values('a,b\n"x, ""y""\r\nz",""\n'), [["a", "b"], ['x, "y"\r\nz', ""]]);
  assert.deepEqual(await values('a,b\n"x" ,y\n"z"  \n'), [["a", "b"], ["x", "y"], ["z"]]);
});

Deno.test("csv: a quote that closes nothing is literal", async () => {
  assert.deepEqual(await values('a,b\nAnn "Annie" Lee,5"\n'), [["a", "b"], [
    'Ann "Annie" Lee',
    '5"',
  ]]);
  assert.deepEqual(await values('a,b\n"Ann "Annie" Lee",c\n'), [["a", "b"], [
    'Ann "Annie" Lee',
    "c",
  ]]);
});

Deno.test("csv: a byte-order mark is no part of the first header", async () => {
  assert.deepEqual(await values("\ufeffemail,name\na,b\n"), [["email", "name"], ["a", "b"]]);
});

Deno.test("csv: blank lines are left out and counted, as are line ends in cells", async () => {
  const file = '\n\na,b\n , \n"c\r\nd\ne",f\n\n"",""\ng,h\n';
  assert.deepEqual(await values(file), [["a", "b"], ["c\r\nd\ne", "f"], ["g", "h"]]);
  assert.deepEqual(await lines(file), [3, 5, 10]);
});

Deno.test("csv: rows keep the number of cells they have", async () => {
  assert.deepEqual(await values("a,b\nc\nd,e,f,\n"), [["a", "b"], ["c"], ["d", "e", "f", ""]]);
});

Deno.test("csv: nothing, or nothing but a mark or blank lines, has no rows", async () => {
  for (const file of ["", "\ufeff", "\n\r\n \n", " "]) assert.deepEqual(await read(file), []);
});

Deno.test("csv: a single column is read whole, though its cells hold commas in quotes", async () => {
  assert.deepEqual(await values('email\n"a, b"\nc\n'), [["email"], ["a, b"], ["c"]]);
});

Deno.test("csv: a quote that is never closed names the line on which it opens", async () => {
  const late = 'a,b\n"c\nd","e\nf\ng,h\n';
  for (const [file, line] of [['a,b\n"c\nd",e\nf,"g\nh,i\n', 4], [late, 3]] as const) {
    for (const cuts of [[], everywhere(file)]) {
      const [code, message] = await refusal(file, cuts);
      assert.equal(code, "UNCLOSED_QUOTE");
      assert.match(message, new RegExp(`line ${line} `));
    }
  }
});

Deno.test("csv: Excel's first line names the delimiter, and counts as a line", async () => {
  for (const start of ["sep=;\r\n", '"sep=;"\n', "SEP=;\r"]) {
    const end = start.match(/[\r\n]+$/)![0];
    const file = `${start}a;b,c${end}d;e,f${end}`;
    assert.deepEqual(await values(file), [["a", "b,c"], ["d", "e,f"]]);
    assert.deepEqual(await lines(file), [2, 3]);
  }
  assert.deepEqual(await values("sep=;"), []);
});

Deno.test("csv: what MS-DOS ends a text with is no row", async () => {
  assert.deepEqual(await values("a,b\r\nc,d\r\n\x1a"), [["a", "b"], ["c", "d"]]);
});

Deno.test("csv: of a part of a file the row that it cuts off is left out", async () => {
  const file = new TextEncoder().encode('a,b\nc,"d\nd"\ne,ä\n');
  const read = async (length: number) => {
    const bytes = ReadableStream.from([file.subarray(0, length)]);
    const { chunks } = await textTable(bytes, { ...FOUND_OUT, partial: true });
    return (await Array.fromAsync(chunks)).flatMap(({ rows }) => rows.map(({ values }) => values));
  };
  const all = [["a", "b"], ["c", "d\nd"], ["e", "ä"]];
  const ends = [4, 12, file.length];
  for (let length = 0; length <= file.length; length++) {
    const whole = ends.filter((end) => end <= length).length;
    assert.deepEqual(await read(length), all.slice(0, whole), String(length));
  }
});

Deno.test("csv: a fault of the source is not taken for a fault of the file", async () => {
  // deno-lint-ignore require-yield
  async function* broken(): AsyncGenerator<Uint8Array> {
    throw new TypeError("error reading a body from connection");
  }
  await assert.rejects(textTable(broken(), FOUND_OUT), /error reading a body/);
});

Deno.test("csv: a row is bounded, and says so the same way however it is cut", async () => {
  const long = "x".repeat(MAX_ROW_CHARS);
  const cuts = Array.from({ length: 40 }, (_, i) => (i + 1) * 50_000);
  for (const cut of [[], cuts]) {
    const plain = await refusal(`a,b\nc,d\n${long},e\nf,g\n`, cut);
    assert.equal(plain[0], "ROW_TOO_LONG");
    assert.match(plain[1], /line 3 /);
    const quoted = await refusal(`a,b\nc,d\n"${long}",e\nf,g\n`, cut);
    assert.equal(quoted[0], "UNCLOSED_QUOTE");
    assert.match(quoted[1], /line 3 /);
  }
  const most = "x".repeat(MAX_ROW_CHARS - 3);
  assert.deepEqual((await read(`a,b\n${most},y\n`, cuts))[1]!.values, [most, "y"]);
});

Deno.test("csv: text made to be slow is not", async () => {
  const startedAt = performance.now();
  await read(`a,b\n"x"${" ".repeat(500_000)}y",z\n`);
  await read(`a,b\n"${'x" '.repeat(300_000)}",z\n`);
  await read(`a,b\n${'"" ,'.repeat(200_000)}z\n`);
  assert.ok(performance.now() - startedAt < scaled(10_000));
});

const CHARS = ["a", "B", "é", "😀", " ", '"', "\n", "\r", "'", "\u00a0"];
const DELIMITERS = [",", ";", "\t", "|"];

function table(chars: string[]) {
  return fc.integer({ min: 2, max: 4 }).chain((width) =>
    fc.array(
      fc.array(fc.string({ unit: fc.constantFrom(...chars), maxLength: 6 }), {
        minLength: width,
        maxLength: width,
      }),
      { minLength: 1, maxLength: 12 },
    )
  );
}

/** What must be read back, found by counting the line ends before each row. */
function expected(rows: string[][], written: string[], newline: string): TableRow[] {
  return rows.map((values, i) => {
    const before = written.slice(0, i).map((row) => row + newline).join("");
    return { line: 1 + (before.match(/\r\n|\r|\n/g)?.length ?? 0), values };
  }).filter(({ values }) => values.some((value) => value.trim()));
}

for (const quotes of [true, false]) {
  const promise = `csv: whatever is written ${quotes ? "in quotes" : "plainly"} reads back, ` +
    "with its lines, cut anywhere";
  Deno.test(promise, async () => {
    await fc.assert(
      fc.asyncProperty(
        table(quotes ? [...CHARS, ...DELIMITERS] : CHARS),
        fc.constantFrom(...DELIMITERS),
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.array(fc.nat(), { maxLength: 30 }),
        fc.boolean(),
        async (rows, delimiter, newline, cuts, atEnd) => {
          const written = rows.map((row) => Papa.unparse([row], { delimiter, newline, quotes }));
          const file = written.join(newline) + (atEnd ? newline : "");
          assert.deepEqual(await read(file, cuts), expected(rows, written, newline));
          assert.deepEqual(await read(file, everywhere(file)), await read(file));
        },
      ),
      { numRuns: 150 },
    );
  });
}

Deno.test("csv: any text at all is read or refused, and the same however it is cut", async () => {
  const outcome = (file: string, cuts: number[]) =>
    read(file, cuts).catch((error) => {
      assert.ok(error instanceof UnreadableFile);
      return error.message;
    });
  await fc.assert(
    fc.asyncProperty(
      fc.string({
        unit: fc.constantFrom(...CHARS, ...DELIMITERS, "\\", "=", '\\"', '","', '"\n"'),
        maxLength: 60,
      }),
      fc.array(fc.nat(), { maxLength: 10 }),
      async (file, cuts) => assert.deepEqual(await outcome(file, cuts), await outcome(file, [])),
    ),
    { numRuns: 600 },
  );
});
