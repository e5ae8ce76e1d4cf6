import assert from "node:assert/strict";
import { at, HEAD, isWithin, moved, rectangleOf, sizeOf } from "./selection.ts";

const extent = { rows: 50_000, columns: 4 };
const key = (name: string, ctrl = false) => ({ key: name, ctrl });

Deno.test("a selection is the same rectangle whichever way it was drawn", () => {
  const one = { anchor: { row: 2, column: 3 }, focus: { row: 5, column: 1 } };
  assert.deepEqual(rectangleOf(one), { top: 2, bottom: 5, left: 1, right: 3 });
  assert.deepEqual(sizeOf(one), { rows: 4, columns: 3 });
  assert.ok(isWithin(rectangleOf(one), 5, 3));
  assert.ok(!isWithin(rectangleOf(one), 6, 3));
  assert.equal(sizeOf(at({ row: HEAD, column: 0 })).rows, 0, "the head is no row");
});

Deno.test("keys move by a cell, a page, and to the ends of the list", () => {
  const from = { row: 10, column: 1 };
  const row = (name: string, ctrl = false) => moved(from, key(name, ctrl), extent, 20)?.row;
  assert.equal(row("ArrowDown"), 11);
  assert.equal(row("PageDown"), 30);
  assert.equal(row("PageUp"), 0);
  assert.equal(row("End"), 49_999);
  assert.equal(row("Home"), 0);
  assert.deepEqual(moved(from, key("End", true), extent, 20), { row: 49_999, column: 3 });
  assert.deepEqual(moved(from, key("ArrowLeft", true), extent, 20), { row: 10, column: 0 });
  assert.equal(moved({ row: 0, column: 0 }, key("ArrowUp"), extent, 20)?.row, HEAD);
  assert.equal(moved({ row: HEAD, column: 0 }, key("ArrowUp"), extent, 20)?.row, HEAD);
  assert.equal(moved(from, key("a"), extent, 20), null);
});

Deno.test("nothing leads out of an empty list but its head", () => {
  const empty = { rows: 0, columns: 4 };
  assert.equal(moved({ row: HEAD, column: 0 }, key("End"), empty, 20)?.row, HEAD);
});
