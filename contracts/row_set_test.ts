import assert from "node:assert/strict";
import fc from "fast-check";
import { formatRowSet, parseRowSet, rowIdsOf } from "./row_set.ts";

/** Ascending row ids with runs and holes, as a list with rows left out has them. */
const rowIds = fc.array(fc.nat({ max: 5 }), { maxLength: 200 }).map((steps) => {
  let id = 0;
  return steps.map((step) => id += step === 5 ? 1_000 : Math.max(1, step - 2));
});

Deno.test("row set: what is formatted is read back", () => {
  fc.assert(fc.property(rowIds, (ids) => {
    assert.deepEqual([...rowIdsOf(formatRowSet(ids))], ids);
  }));
});

Deno.test("row set: the text is the shortest: no two ranges touch", () => {
  fc.assert(fc.property(rowIds, (ids) => {
    const ranges = parseRowSet(formatRowSet(ids));
    for (const [i, [first]] of ranges.entries()) {
      if (i) assert(first > ranges[i - 1]![1] + 1);
    }
  }));
});

Deno.test("row set: ids that do not ascend are refused", () => {
  const unordered = fc.array(fc.integer({ min: -3, max: 30 }), { minLength: 1 })
    .filter((ids) => ids.some((id, i) => id <= (ids[i - 1] ?? 0)));
  fc.assert(fc.property(unordered, (ids) => {
    assert.throws(() => formatRowSet(ids), RangeError);
  }));
  for (const ids of [[1.5], [NaN], [2 ** 53]]) assert.throws(() => formatRowSet(ids), RangeError);
});

Deno.test("row set: other texts are refused", () => {
  const texts = ["0", "-1", "1-", "5-1", "3,2", "1-3,3", "01", " 1", "1,", ",", "1.5", "1e3", "a"];
  for (const text of [...texts, "1-99999999999999999999"]) {
    assert.throws(() => parseRowSet(text), RangeError, text);
  }
});

Deno.test("row set: examples", () => {
  assert.equal(formatRowSet([]), "");
  assert.equal(formatRowSet([1, 2, 3, 4, 5, 7, 9, 10]), "1-5,7,9-10");
  assert.deepEqual(parseRowSet("1-5,7"), [[1, 5], [7, 7]]);
});
