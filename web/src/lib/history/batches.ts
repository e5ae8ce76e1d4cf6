/** Which history entries offer to undo a whole batch. */
import type { HistoryEntry } from "@rollcall/contracts/api";

/** What a batch begins with, and what takes one back. */
const DONE = new Set(["IssuesResolved", "RowsEdited", "RowsExcluded", "RowsBroughtBack"]);
const UNDONE = new Set(["IssuesReopened", "RowsChangeUndone"]);

/**
 * Position → batch, for the newest entry of each batch that holds: one that was undone, or left behind
 * when the job was brought back to before it, is not offered.
 */
export function undoableBatches(entries: readonly HistoryEntry[]): Map<number, string> {
  const offered = new Map<string, number>();
  const oldestFirst = entries.toSorted((a, b) => a.position - b.position);
  for (const { position, type, batch_id, restored_to } of oldestFirst) {
    if (DONE.has(type) && batch_id) offered.set(batch_id, position);
    if (UNDONE.has(type) && batch_id) offered.delete(batch_id);
    if (restored_to === null) continue;
    for (const [batch, at] of offered) if (at > restored_to) offered.delete(batch);
  }
  return new Map([...offered].map(([batch, position]) => [position, batch]));
}
