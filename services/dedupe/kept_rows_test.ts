import assert from "node:assert/strict";
import type { ParsedRow } from "@rollcall/contracts";
import { KeptRows, type Rows, Space } from "./kept_rows.ts";

const columns = [{ header: "email", name: "email", field: "email" as const }];

/** A batch of 100 rows of one cell each, 20 characters with what a cell takes. */
function batch(firstRowId: number): Rows {
  const rows = Array.from({ length: 100 }, (_, i): ParsedRow => [i + 2, null, [], ["a@bc"]]);
  return { firstRowId, rows, columns };
}

Deno.test("rows are kept while they fit in, and given back", () => {
  const space = new Space(5_000);
  const kept = new KeptRows(space);
  for (const first of [1, 101]) kept.add(batch(first));
  assert.deepEqual(kept.batches?.map(({ firstRowId }) => firstRowId), [1, 101]);
  kept.release();
  assert.equal(kept.batches, undefined);
  assert.ok(space.take(5_000), "all of the space is free again");
});

Deno.test("a file that does not fit in keeps nothing, and leaves its room to others", () => {
  const space = new Space(5_000);
  const large = new KeptRows(space), small = new KeptRows(space);
  for (const first of [1, 101, 201]) large.add(batch(first));
  assert.equal(large.batches, undefined);
  large.add(batch(301));
  assert.equal(large.batches, undefined, "not from the middle on");
  small.add(batch(1));
  assert.equal(small.batches?.length, 1);
  large.release();
  assert.equal(space.take(3_001), false, "nothing is given back twice");
  assert.ok(space.take(3_000));
});
