import assert from "node:assert/strict";
import { prefetched } from "./prefetch.ts";

/** Pages 1 to `last`, read in no time; each is noted when its reading begins. */
function pagesTo(last: number, begun: number[]): () => Promise<number | undefined> {
  let page = 0;
  return () => {
    if (++page > last) return Promise.resolve(undefined);
    begun.push(page);
    return Promise.resolve(page);
  };
}

Deno.test("ahead: while a page is in hand the next one is read, and no further one", async () => {
  const begun: number[] = [], seen: [number, number][] = [];
  for await (const page of prefetched(pagesTo(4, begun))) seen.push([page, begun.length]);
  assert.deepEqual(seen, [[1, 2], [2, 3], [3, 4], [4, 4]]);
});

Deno.test("ahead: none is read beside a large one", async () => {
  const begun: number[] = [], seen: [number, number][] = [];
  const isLarge = (page: number) => page % 2 === 1;
  for await (const page of prefetched(pagesTo(4, begun), isLarge)) seen.push([page, begun.length]);
  assert.deepEqual(seen, [[1, 1], [2, 3], [3, 3], [4, 4]]);
});

Deno.test("ahead: when the reader goes away, what is under way ends, and nothing more is begun", async () => {
  const begun: number[] = [];
  let isOver = false;
  const pages = pagesTo(9, begun);
  const read = async () => {
    const page = await pages();
    if (page === 2) await new Promise((resolve) => setTimeout(resolve, 5));
    isOver = page === 2;
    return page;
  };
  for await (const page of prefetched(read)) if (page === 1) break;
  assert.deepEqual(begun, [1, 2]);
  assert.ok(isOver, "the page that was ahead is still being read");
});

Deno.test("ahead: a page that cannot be read is a fault once it is wanted", async () => {
  let page = 0;
  const read = () => ++page === 2 ? Promise.reject(new Error("gone")) : Promise.resolve(page);
  const pages = prefetched(read);
  assert.deepEqual(await pages.next(), { value: 1, done: false });
  await assert.rejects(pages.next(), /gone/);
});
