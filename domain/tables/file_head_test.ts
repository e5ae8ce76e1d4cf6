import assert from "node:assert/strict";
import fc from "fast-check";
import { readHead } from "./file_head.ts";

Deno.test("held bytes: the head is the same however they come, and none is lost", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 12 }),
      fc.integer({ min: 1, max: 40 }),
      async (pieces, limit) => {
        const all = pieces.flatMap((piece) => [...piece]);
        const held = await readHead(ReadableStream.from(pieces), limit);
        assert.deepEqual([...held.head], all.slice(0, limit));
        if (held.ended) assert.ok(all.length <= limit + 9);
        else assert.ok(all.length >= limit);
        const passed = (await Array.fromAsync(held.pieces)).flatMap((piece) => [...piece]);
        assert.deepEqual(passed, all);
      },
    ),
  ));

Deno.test("held bytes: of a long file no more is read ahead than is held", async () => {
  let given = 0;
  async function* endless() {
    for (;;) {
      given += 100;
      yield new Uint8Array(100);
    }
  }
  const { head, ended, pieces } = await readHead(endless(), 1_000);
  assert.deepEqual([head.length, ended, given], [1_000, false, 1_000]);
  for await (const _ of pieces) if (given >= 3_000) break;
});
