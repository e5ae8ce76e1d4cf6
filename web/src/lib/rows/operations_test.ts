import assert from "node:assert/strict";
import {
  ALL_COLUMNS,
  emptyDraft,
  isTaken,
  KINDS,
  namesTaken,
  NEW_COLUMN,
  operationOf,
  partNames,
  takesAllColumns,
} from "./operations.ts";
import { fieldLabel } from "../text/words.ts";

const draft = emptyDraft("company", "job_title");
const targets = ["company", "job_title", "first_name", "last_name"].map((value) => ({
  value,
  label: fieldLabel(value),
}));

Deno.test("operations: each is whole once what it needs is filled in", () => {
  const filled = { ...draft, find: "a", region: "de" };
  for (const { kind } of KINDS) assert.equal(operationOf({ ...filled, kind }, targets)?.do, kind);
  assert.equal(operationOf(draft, targets), null, "nothing to find");
  assert.equal(operationOf({ ...draft, kind: "phones", region: "Germany" }, targets), null);
  assert.equal(
    operationOf({ ...draft, kind: "fill", from: "company" }, targets),
    null,
    "from itself",
  );
  assert.equal(operationOf({ ...draft, kind: "split", second: "first_name" }, targets), null);
});

Deno.test("operations: all columns where that is possible", () => {
  const all = { ...draft, column: ALL_COLUMNS, find: "a" };
  for (const { kind } of KINDS) {
    if (takesAllColumns(kind)) {
      assert.ok(!("column" in operationOf({ ...all, kind }, targets)!), kind);
    } else if (kind !== "phones") assert.equal(operationOf({ ...all, kind }, targets), null, kind);
  }
});

Deno.test("operations: what they write to may be a new column, once it has a name", () => {
  const split = { ...draft, kind: "split", first: NEW_COLUMN, second: NEW_COLUMN } as const;
  assert.equal(operationOf(split, targets), null);
  assert.equal(operationOf({ ...split, newFirst: "Street" }, targets), null);
  assert.equal(operationOf({ ...split, newFirst: "Street", newSecond: " Street " }, targets), null);
  const named = operationOf({ ...split, newFirst: " Street ", newSecond: "City" }, targets);
  assert.ok(named?.do === "split");
  assert.deepEqual(named.into, ["Street", "City"]);
  const into = { ...draft, column: NEW_COLUMN, newColumn: "Badge" };
  const joined = operationOf({ ...into, kind: "join" }, targets);
  assert.ok(joined?.do === "join" && joined.into === "Badge");
  const filled = operationOf({ ...into, kind: "fill", from: "company" }, targets);
  assert.ok(filled?.do === "fill" && filled.column === "Badge");
});

Deno.test("operations: a new column is not called as one that is there, by whichever name", () => {
  const join = { ...draft, kind: "join", column: NEW_COLUMN, newColumn: "Badge" } as const;
  const there = [...targets, { value: "Notes", label: "Notes" }];
  for (const newColumn of ["job_title", "Job title", " JOB TITLE ", "notes"]) {
    assert.equal(isTaken(newColumn, there), true, newColumn);
    assert.equal(operationOf({ ...join, newColumn }, there), null, newColumn);
  }
  assert.ok(operationOf(join, there));
  assert.equal(namesTaken(join, there), false);
  assert.equal(namesTaken({ ...join, newColumn: "notes" }, there), true);
  assert.equal(namesTaken({ ...join, newColumn: "notes", column: "company" }, there), false);
  const split = { ...draft, kind: "split", second: NEW_COLUMN, newSecond: "Notes" } as const;
  assert.equal(namesTaken(split, there), true);
});

Deno.test("operations: parts get names that no column has", () => {
  const named = (...there: string[]) =>
    partNames("Tag", there.map((value) => ({ value, label: value })));
  assert.deepEqual(named(), ["Tag 1", "Tag 2"]);
  assert.deepEqual(named("tag 2"), ["Tag 3", "Tag 4"]);
});
