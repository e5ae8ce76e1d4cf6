/** Which lines of a history offer to undo all that a rule settled at once. */
import type { HistoryEntry } from "@rollcall/contracts/api";

/**
 * Position → batch, for the newest line of each batch. A batch that was undone already has a line
 * that says so, and is not offered again.
 */
export function undoableBatches(entries: readonly HistoryEntry[]): Map<number, string> {
  const undone = new Set(
    entries.filter(({ type }) => type === "IssuesReopened").map(({ batch_id }) => batch_id),
  );
  const offered = new Map<string, number>();
  for (const { position, type, batch_id } of entries) {
    if (type !== "IssuesResolved" || !batch_id || undone.has(batch_id)) continue;
    offered.set(batch_id, Math.max(position, offered.get(batch_id) ?? 0));
  }
  return new Map([...offered].map(([batch, position]) => [position, batch]));
}
