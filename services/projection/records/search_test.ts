import assert from "node:assert/strict";
import { Refused } from "../refusal.ts";
import { readSearch } from "./search.ts";

const job = (...headers: string[]) => ({
  columns: headers.map((header) => ({ header, name: header, field: null })),
  warning_counts: {},
  issue_counts: {},
});
const conditionOf = (filter: string, ...headers: string[]) =>
  readSearch({ filter: [filter] }, job(...headers), []).conditions[0];

Deno.test("search: state, warning and issue ask for codes", () => {
  assert.deepEqual(conditionOf("state:is:merged"), { on: "state", state: "merged" });
  assert.deepEqual(conditionOf("warning:is:ANY"), { on: "warned" });
  assert.throws(() => conditionOf("state:is:CA"), Refused);
});

Deno.test("search: a column called state, warning or issue is meant by what is no code", () => {
  for (const key of ["state", "warning", "issue"]) {
    assert.deepEqual(conditionOf(`${key}:is:CA`, key), { on: "value", key, op: "is", text: "CA" });
  }
  assert.deepEqual(conditionOf("state:is:merged", "state"), { on: "state", state: "merged" });
});
