/** Columns that edits add: which there are after changes, decisions and undos. */
import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts";
import { addedNames, noteAdded, noteUndone, valueKeys } from "./added_columns.ts";
import type { AddedColumn } from "./model.ts";

const columns = [
  { header: "E-Mail", name: "E-Mail", field: "email" },
  { header: "Tag", name: "Tag", field: null },
];
const job = () => ({ columns, added_columns: [] as AddedColumn[] });
const giving = (...keys: string[]) => [{ values: byKey(keys.map((key) => [key, "x"] as const)) }];

Deno.test("a column is there as long as a change that gave it values holds", () => {
  const it = job();
  noteAdded(it, giving("email", "Tag"), 1);
  assert.deepEqual(it.added_columns, [], "the file has them");
  noteAdded(it, giving("Street", "City", "phone"), 2);
  noteAdded(it, giving("City"), 3);
  assert.deepEqual(addedNames(it), ["Street", "City", "phone"]);
  noteUndone(it, 2);
  assert.deepEqual(addedNames(it), ["City"]);
  noteUndone(it, 3);
  assert.deepEqual(addedNames(it), []);
  noteAdded(it, giving("phone"), 4);
  assert.deepEqual(addedNames(it), ["phone"]);
  assert.deepEqual(valueKeys(it), ["email", "Tag", "Street", "City", "phone"], "in one order");
});

Deno.test("a column that a decision gave a value stays, and one of very many changes", () => {
  const it = job();
  noteAdded(it, giving("Street"), 1);
  noteAdded(it, giving("Street"), null);
  noteUndone(it, 1);
  assert.deepEqual(addedNames(it), ["Street"]);

  const many = job();
  for (let change = 1; change < 3_000; change += 2) noteAdded(many, giving("City"), change);
  assert.ok(JSON.stringify(many.added_columns).length < 3_000);
  for (let change = 1; change < 3_000; change += 2) noteUndone(many, change);
  assert.deepEqual(addedNames(many), ["City"], "it cannot be told any more");
});
