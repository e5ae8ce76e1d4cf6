import assert from "node:assert/strict";
import type { HistoryEntry } from "@rollcall/contracts/api";
import { undoableBatches } from "./batches.ts";

const entry = (
  position: number,
  type: string,
  batch_id: string | null,
  restored_to: number | null = null,
): HistoryEntry => ({
  position,
  version: position,
  type,
  kind: batch_id ? "rule" : "decision",
  subject: null,
  restored_to,
  batch_id,
  undo_issue_id: null,
  summary: "",
  actor: null,
  at: "2026-01-01T00:00:00Z",
});

Deno.test("a batch is offered once, at its newest line; single decisions are not", () => {
  const entries = [
    entry(9, "IssuesResolved", "b"),
    entry(8, "IssuesResolved", "b"),
    entry(7, "IssuesResolved", null),
    entry(3, "IssuesResolved", "a"),
  ];
  assert.deepEqual([...undoableBatches(entries)], [[3, "a"], [9, "b"]]);
});

Deno.test("a change of rows is offered like a rule, until it is undone", () => {
  const entries = [
    entry(9, "RowsChangeUndone", "a"),
    entry(8, "RowsExcluded", "b"),
    entry(3, "RowsEdited", "a"),
  ];
  assert.deepEqual([...undoableBatches(entries)], [[8, "b"]]);
});

Deno.test("a batch that was undone is not offered again, unless it was redone", () => {
  const entries = [entry(9, "IssuesReopened", "a"), entry(3, "IssuesResolved", "a")];
  assert.equal(undoableBatches(entries).size, 0);
  const redone = entry(12, "IssuesResolved", "a");
  assert.deepEqual([...undoableBatches([redone, ...entries])], [[12, "a"]]);
});

Deno.test("a batch that the job was brought back to before is not offered; an earlier one is", () => {
  const entries = [
    entry(12, "ReviewRestored", null, 7),
    entry(9, "IssuesResolved", "b"),
    entry(3, "IssuesResolved", "a"),
  ];
  assert.deepEqual([...undoableBatches(entries)], [[3, "a"]]);
});
