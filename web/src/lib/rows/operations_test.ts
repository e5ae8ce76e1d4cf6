import assert from "node:assert/strict";
import {
  ALL_COLUMNS,
  emptyDraft,
  KINDS,
  NEW_COLUMN,
  operationOf,
  takesAllColumns,
} from "./operations.ts";

const draft = emptyDraft("company", "job_title");

Deno.test("operations: each is whole once what it needs is filled in", () => {
  const filled = { ...draft, find: "a", region: "de" };
  for (const { kind } of KINDS) assert.equal(operationOf({ ...filled, kind })?.do, kind);
  assert.equal(operationOf(draft), null, "nothing to find");
  assert.equal(operationOf({ ...draft, kind: "phones", region: "Germany" }), null);
  assert.equal(operationOf({ ...draft, kind: "fill", from: "company" }), null, "from itself");
  assert.equal(operationOf({ ...draft, kind: "split", second: "first_name" }), null);
});

Deno.test("operations: all columns where that is possible", () => {
  const all = { ...draft, column: ALL_COLUMNS, find: "a" };
  for (const { kind } of KINDS) {
    if (takesAllColumns(kind)) assert.ok(!("column" in operationOf({ ...all, kind })!), kind);
    else if (kind !== "phones") assert.equal(operationOf({ ...all, kind }), null, kind);
  }
});

Deno.test("operations: what they write to may be a new column, once it has a name", () => {
  const split = { ...draft, kind: "split", first: NEW_COLUMN, second: NEW_COLUMN } as const;
  assert.equal(operationOf(split), null);
  assert.equal(operationOf({ ...split, newFirst: "Street" }), null);
  assert.equal(operationOf({ ...split, newFirst: "Street", newSecond: " Street " }), null);
  const named = operationOf({ ...split, newFirst: " Street ", newSecond: "City" });
  assert.ok(named?.do === "split");
  assert.deepEqual(named.into, ["Street", "City"]);
  const into = { ...draft, column: NEW_COLUMN, newColumn: "Badge" };
  const joined = operationOf({ ...into, kind: "join" });
  assert.ok(joined?.do === "join" && joined.into === "Badge");
  const filled = operationOf({ ...into, kind: "fill", from: "company" });
  assert.ok(filled?.do === "fill" && filled.column === "Badge");
});
