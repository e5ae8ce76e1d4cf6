import assert from "node:assert/strict";
import fc from "fast-check";
import { type Page, readCursor, readPage, toPage } from "./page.ts";

interface Entry {
  id: number;
  text: string;
}

const MB = 1_000_000;
const entries = (sizes: number[]): Entry[] =>
  sizes.map((size, i) => ({ id: i + 1, text: "x".repeat(size) }));

/** A list that notes the counts that it is asked for. */
const listOf = (all: Entry[], asked: number[] = []) => (after: number, count: number) => {
  asked.push(count);
  return Promise.resolve(all.filter(({ id }) => id > after).slice(0, count));
};

const keyOf = ({ id }: Entry) => id;
const same = (entry: Entry) => entry;

/** All pages of a list, as who follows the links reads them. */
async function pagesOf(all: Entry[], limit: number): Promise<Page<Entry>[]> {
  const pages: Page<Entry>[] = [];
  let cursor: string | undefined;
  do {
    const query = { after: readCursor("rows", cursor), limit };
    const page = await readPage("rows", query, listOf(all), keyOf, same);
    pages.push(page);
    cursor = page.next;
  } while (cursor !== undefined);
  return pages;
}

Deno.test("page: whatever the entries' sizes, the pages are the list, each within its bytes", async () => {
  const size = fc.oneof(
    { weight: 5, arbitrary: fc.nat(200) },
    { weight: 1, arbitrary: fc.constantFrom(700_000, 3 * MB, 6 * MB) },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(size, { maxLength: 40 }),
      fc.integer({ min: 1, max: 30 }),
      async (sizes, limit) => {
        const all = entries(sizes);
        const pages = await pagesOf(all, limit);
        assert.deepEqual(pages.flatMap(({ items }) => items.map(keyOf)), all.map(keyOf));
        for (const { items, next } of pages) {
          const bytes = JSON.stringify(items).length;
          assert.ok(items.length <= limit && (items.length === 1 || bytes < 4.3 * MB), `${bytes}`);
          assert.ok(items.length > 0 || all.length === 0 && next === undefined);
        }
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("page: of small entries the limit's many are read in three steps, of large ones few", async () => {
  const asked: number[] = [];
  const read = (all: Entry[]) =>
    readPage("rows", { after: undefined, limit: 1_000 }, listOf(all, asked), keyOf, same);
  assert.equal((await read(entries(Array(2_000).fill(100)))).items.length, 1_000);
  assert.deepEqual(asked, [10, 200, 791]);
  asked.length = 0;
  assert.equal((await read(entries(Array(2_000).fill(MB)))).items.length, 4);
  assert.deepEqual(asked, [10]);
});

Deno.test("page: one that is made of rows in memory keeps within the same bytes", () => {
  const { items, next } = toPage("jobs", entries(Array(10).fill(MB)), 9, keyOf, same);
  assert.equal(items.length, 4);
  assert.equal(readCursor("jobs", next), 4);
  assert.equal(toPage("jobs", entries([1, 2]), 2, keyOf, same).next, undefined);
});
