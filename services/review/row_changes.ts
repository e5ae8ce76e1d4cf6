/**
 * Changes of rows that no issue asked for: values typed or computed, rows excluded or brought back.
 * Each is a decision of its own, undone as one; what was changed after it stays (ADR 51).
 */
import { type Fact, rowIdsOf } from "@rollcall/contracts";

export interface RecordedChange {
  /** counts from 1 in the job */
  number: number;
  batchId: string;
  kind: "edited" | "excluded" | "brought back";
  /** what computed the values; null where somebody typed them, or rows only came and went */
  operation: string | null;
  /** row sets, one for each event */
  rowIds: readonly string[];
  rowCount: number;
  /** log position of its first event */
  position: number;
  isUndone: boolean;
}

type Told = Extract<Fact, { type: "RowsExcluded" }>["data"];

/** What of a review changes of rows make. */
interface Changed {
  changes: Map<number, RecordedChange>;
  excluded: Set<number>;
  finalized: unknown;
  position: number;
}

/** Identifies a change in edits, which otherwise name the issue that they were made for. */
export const ofChange = (number: number): number => -number;

/** Folds an event of a change. The current list becomes a former one. */
export function noteChange(
  review: Changed,
  { number, batchId, rowIds, total, operation = null }: Told & { operation?: string | null },
  kind: RecordedChange["kind"],
): void {
  const sets = [...review.changes.get(number)?.rowIds ?? [], rowIds];
  const about = { kind, operation, rowIds: sets, rowCount: total };
  const { position } = review.changes.get(number) ?? review;
  review.changes.set(number, { number, batchId, ...about, position, isUndone: false });
  lay(review, kind, rowIds);
  review.finalized = undefined;
}

/** Folds the undoing of a change. Of the remaining ones, the last on a row counts. */
export function noteUndoneChange(review: Changed, number: number): void {
  const change = review.changes.get(number)!;
  review.changes.set(number, { ...change, isUndone: true });
  review.finalized = undefined;
  if (change.kind === "edited") return;
  review.excluded.clear();
  for (const { kind, rowIds, isUndone } of review.changes.values()) {
    if (!isUndone) rowIds.forEach((set) => lay(review, kind, set));
  }
}

function lay({ excluded }: Changed, kind: RecordedChange["kind"], set: string): void {
  if (kind === "edited") return;
  for (const rowId of rowIdsOf(set)) {
    if (kind === "excluded") excluded.add(rowId);
    else excluded.delete(rowId);
  }
}
