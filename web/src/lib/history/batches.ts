/** Which history entries offer to undo a whole batch. */
import type { HistoryEntry } from "@rollcall/contracts/api";

/** What a batch begins with, and what takes one back. */
const DONE = new Set(["IssuesResolved", "RowsEdited", "RowsExcluded", "RowsBroughtBack"]);
const UNDONE = new Set(["IssuesReopened", "RowsChangeUndone"]);

/**
 * Position → batch, for the newest entry of each batch. A batch that was undone has an entry that
 * says so, and is not offered again.
 */
export function undoableBatches(entries: readonly HistoryEntry[]): Map<number, string> {
  const undone = new Set(
    entries.filter(({ type }) => UNDONE.has(type)).map(({ batch_id }) => batch_id),
  );
  const offered = new Map<string, number>();
  for (const { position, type, batch_id } of entries) {
    if (!DONE.has(type) || !batch_id || undone.has(batch_id)) continue;
    offered.set(batch_id, Math.max(position, offered.get(batch_id) ?? 0));
  }
  return new Map([...offered].map(([batch, position]) => [position, batch]));
}
