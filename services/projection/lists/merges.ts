/** Rows that went into contacts of a list, which the list keeps as sets. */
import { rowIdsOf } from "@rollcall/contracts";
import type { MergesRow } from "../fold/model.ts";

/** By each row that was merged: the row whose contact it went into. */
export function intoOf(merges: readonly Pick<MergesRow, "merges">[]): Map<number, number> {
  const into = new Map<number, number>();
  for (const { merges: some } of merges) {
    for (const [target, rowIds] of some) for (const id of rowIdsOf(rowIds)) into.set(id, target);
  }
  return into;
}
