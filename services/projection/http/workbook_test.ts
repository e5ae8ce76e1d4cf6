import assert from "node:assert/strict";
import { strFromU8, unzipSync } from "fflate";
import { columnName, workbook } from "./workbook.ts";

async function sheetOf(header: string[], pages: AsyncIterable<string[][]>): Promise<string> {
  const chunks = await Array.fromAsync(workbook("a", "Contacts", { header, pages }));
  const files = unzipSync(new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer()));
  return strFromU8(files["xl/worksheets/sheet1.xml"]!);
}

async function* onePage(...lines: string[][]): AsyncGenerator<string[][]> {
  yield lines;
}

const textOf = async (value: string) =>
  / t="inlineStr"><is><t xml:space="preserve">([^<]*)<\/t><\/is><\/c><\/row><\/sheetData>/
    .exec(await sheetOf(["a"], onePage([value])))?.[1];

Deno.test("workbook: columns are named as a spreadsheet names them", () => {
  assert.deepEqual([0, 25, 26, 51, 52, 701, 702].map(columnName), [
    ...["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"],
  ]);
});

for (const text of ["=1+1", "0049", "+1", " sp ", "two\nlines", "é😀", '"quoted"']) {
  Deno.test(`workbook: ${JSON.stringify(text)} is a text as it is`, async () => {
    assert.equal(await textOf(text), text);
  });
}

Deno.test("workbook: what XML cannot hold is escaped, and what looks escaped too", async () => {
  assert.equal(await textOf("<a> & b"), "&lt;a&gt; &amp; b");
  assert.equal(await textOf("a\u0001b\rc\ufffe"), "a_x0001_b_x000D_c_xFFFE_");
  assert.equal(await textOf("_x0041_"), "_x005F_x0041_");
  assert.equal(await textOf("a\ud800b"), "a\ufffdb");
});

Deno.test("workbook: a cell holds what Excel lets it hold", async () => {
  assert.equal((await textOf("z".repeat(40_000)))!.length, 32_767);
  assert.equal((await textOf("😀".repeat(20_000)))!.at(-1), "\ufffd");
});

Deno.test("workbook: an empty cell is none, and the next stands in its own column", async () => {
  const sheet = await sheetOf(["a", "b"], onePage(["", "x"], ["y", ""]));
  assert.deepEqual([...sheet.matchAll(/<c r="(\w+)"/g)].map(([, cell]) => cell), [
    ...["A1", "B1", "B2", "A3"],
  ]);
});

Deno.test("workbook: a page is read when the one before it has been taken", async () => {
  let read = 0;
  async function* pages() {
    for (; read < 50; read++) yield Array.from({ length: 500 }, () => [crypto.randomUUID()]);
  }
  const bytes = workbook("a", "Contacts", { header: ["a"], pages: pages() });
  for (let taken = 0; taken < 100_000;) taken += (await bytes.next()).value!.length;
  assert(read < 20, `${read} pages were read for the first 100 kB`);
  await bytes.return(undefined);
});
