import assert from "node:assert/strict";
import { undoableBatches } from "./batches.ts";

const entry = (position: number, type: string, batch_id: string | null) => ({
  position,
  type,
  batch_id,
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
  assert.deepEqual([...undoableBatches(entries)], [[9, "b"], [3, "a"]]);
});

Deno.test("a change of rows is offered like a rule, until it is undone", () => {
  const entries = [
    entry(9, "RowsChangeUndone", "a"),
    entry(8, "RowsExcluded", "b"),
    entry(3, "RowsEdited", "a"),
  ];
  assert.deepEqual([...undoableBatches(entries)], [[8, "b"]]);
});

Deno.test("a batch that was undone is not offered again", () => {
  const entries = [entry(9, "IssuesReopened", "a"), entry(3, "IssuesResolved", "a")];
  assert.equal(undoableBatches(entries).size, 0);
});
