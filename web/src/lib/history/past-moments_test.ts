import assert from "node:assert/strict";
import type { HistoryEntry } from "@rollcall/contracts/api";
import { isMoment, momentsOf, placeOf, stepsSince } from "./past-moments.ts";

const entry = (
  position: number,
  version: number,
  type: string,
  kind: HistoryEntry["kind"],
) => ({ position, version, type, kind, at: `at ${position}`, summary: `${type} ${position}` });

const entries = [
  entry(9, 9, "JobFinalized", "list"),
  entry(8, 9, "RowsMerged", "list"),
  entry(7, 7, "IssuesResolved", "decision"),
  entry(6, 7, "IssuesReopened", "undo"),
  entry(5, 5, "IssuesReopened", "undo"),
  entry(4, 5, "ReviewRestored", "undo"),
  entry(3, 3, "DedupeCompleted", "issues"),
  entry(2, 3, "IssuesOpened", "issues"),
  entry(1, 1, "JobCreated", "file"),
];

Deno.test("each command is one moment, told by what it did", () => {
  assert.deepEqual(momentsOf(entries).map(({ version, summary }) => [version, summary]), [
    [3, "DedupeCompleted 3"],
    [5, "ReviewRestored 4"],
    [7, "IssuesResolved 7"],
    [9, "JobFinalized 9"],
  ]);
});

Deno.test("before the rows were compared there is nothing to look at", () => {
  assert.equal(isMoment(entry(1, 1, "JobCreated", "file")), false);
  assert.equal(isMoment(entry(2, 3, "IssuesOpened", "issues")), false);
});

Deno.test("a version is at the last moment up to it, and has the steps behind it", () => {
  const moments = momentsOf(entries);
  assert.deepEqual([1, 3, 6, 7, 100].map((version) => placeOf(moments, version)), [0, 0, 1, 2, 3]);
  assert.deepEqual(stepsSince(moments, 5).map(({ version }) => version), [9, 7]);
  assert.deepEqual(stepsSince(moments, 9), []);
});
