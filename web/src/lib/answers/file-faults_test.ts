/** Why a file is refused is told in the words of the page, with the place to look at. */
import assert from "node:assert/strict";
import { walk } from "../../../../tests/walk.ts";
import { refuseCells } from "../../../../domain/contacts/bad_cells.ts";
import { fewAddressesSoFar, noAddressSoFar } from "../../../../domain/contacts/no_address.ts";
import { openTable } from "../../../../domain/tables/mod.ts";
import { FOUND_OUT } from "../../../../domain/tables/testing/read.ts";
import { translatedFault } from "./file-faults.ts";

const CODE = /(?:UnreadableFile|refused|fail|#refuse)\(\s*"([A-Z_]+)"|\bcode: "([A-Z_]+)"/g;
/** Of warnings and of guesses at a country, which have words of their own. */
const OTHERS = ["domain/contacts/rules.ts", "domain/contacts/guess_region.ts"];

Deno.test("every code that a file is refused or doubted with has a sentence of the catalogue", async () => {
  const codes = new Set<string>();
  for (const folder of ["domain/tables", "domain/contacts", "services/parsing"]) {
    for await (const path of walk(folder)) {
      if (!path.endsWith(".ts") || path.endsWith("_test.ts") || OTHERS.includes(path)) continue;
      const text = await Deno.readTextFile(path);
      for (const [, one, other] of text.matchAll(CODE)) codes.add((one ?? other)!);
    }
  }
  assert.ok(codes.size > 30, `${codes.size}`);
  const unknown = [...codes].filter((code) => translatedFault(code, "…") === undefined);
  assert.deepEqual(unknown, []);
});

Deno.test("what is wrong in one place of a file is told with the place", async () => {
  const long = refuseCells(7, ["x".repeat(100_001)], 1, []);
  assert.match(translatedFault(null, long!.message)!, /row 7 .*“column_1” has 100001 characters/);
  const wide = refuseCells(8, [], 501, []);
  assert.match(translatedFault(null, wide!.message)!, /^Row 8 has 501 values/);
  assert.match(translatedFault(null, fewAddressesSoFar(25, 1, "Tag"))!, /^Only 1 of 25 values/);
  for (const rows of [1, 25]) assert.ok(translatedFault(null, noAddressSoFar(rows, "Tag")));
  await assert.rejects(readAll('email,name\na@example.com,"Ann\n'), ({ code, message }) => {
    assert.equal(code, "UNCLOSED_QUOTE");
    assert.match(translatedFault(code, message)!, /^The quote that opens on line 2 /);
    return true;
  });
});

async function readAll(text: string): Promise<void> {
  const bytes = ReadableStream.from([new TextEncoder().encode(text)]);
  const { chunks } = await openTable(bytes, FOUND_OUT);
  await Array.fromAsync(chunks);
}
