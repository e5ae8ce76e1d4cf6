/** Undone decisions, whose edits are no longer valid. */
import { rowIdsOf, sizeOfRowSet } from "@rollcall/contracts";
import { RowIds } from "../lists/row_ids.ts";
import { type EditRow, FILLS, type Undoing } from "./model.ts";

/** Up to so many numbers are looked up one by one; for more, those with edits are queried. */
export const FEW_UNDONE = 500;

/** Whether it is affordable to look up each number. */
export function isOfFew({ numbers }: Undoing): boolean {
  return typeof numbers === "number" || sizeOfRowSet(numbers) <= FEW_UNDONE;
}

/** The numbers of the issues, one by one; that of fills or of a change. */
export function numbersOf({ numbers }: Undoing): Iterable<number> {
  return typeof numbers === "number" ? [numbers] : rowIdsOf(numbers);
}

/** The given numbers that were undone. */
export function undoneAmong(undone: Undoing, numbers: Iterable<number>): number[] {
  const { numbers: meant } = undone;
  if (typeof meant === "number") return [...numbers].filter((number) => number === meant);
  const set = RowIds.parse(meant);
  return [...numbers].filter((number) => number > FILLS && set.has(number));
}

/** Of each issue the edit that was made last. */
export function newestOfEach(edits: readonly EditRow[]): EditRow[] {
  const isBefore = (a: EditRow, b: EditRow) => a.position - b.position || a.ordinal - b.ordinal;
  return [...new Map(edits.toSorted(isBefore).map((edit) => [edit.number, edit])).values()];
}
