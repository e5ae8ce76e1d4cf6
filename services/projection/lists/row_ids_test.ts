import assert from "node:assert/strict";
import { formatRowSet } from "@rollcall/contracts";
import fc from "fast-check";
import { RowIds } from "./row_ids.ts";

const anyIds = fc.uniqueArray(fc.integer({ min: 1, max: 300 }))
  .map((ids) => ids.toSorted((a, b) => a - b));

Deno.test("row ids: a set has what it was made of, in order and page by page", () => {
  fc.assert(fc.property(anyIds, fc.nat(310), fc.nat(20), (ids, after, limit) => {
    for (const set of [RowIds.of(ids), RowIds.parse(formatRowSet(ids))]) {
      assert.deepEqual([...set.behind()], ids);
      assert.deepEqual(set.page(after, limit), ids.filter((id) => id > after).slice(0, limit));
      assert.equal(set.has(after), ids.includes(after));
    }
  }));
});

Deno.test("row ids: what two sets differ in is in one of them alone", () => {
  fc.assert(fc.property(anyIds, anyIds, (one, other) => {
    const expected = [...new Set(one).symmetricDifference(new Set(other))];
    assert.deepEqual(
      RowIds.of(one).difference(RowIds.of(other)),
      expected.sort((a, b) => a - b),
    );
  }));
});

Deno.test("row ids: so many ids end with this one", () => {
  fc.assert(fc.property(anyIds, fc.nat(310), (ids, count) => {
    assert.equal(RowIds.of(ids).lastOfFirst(count), ids.slice(0, count).at(-1) ?? 0);
  }));
});
