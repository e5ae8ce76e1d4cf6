/** Which rows changes of their own exclude: of those that hold, the last one about a row counts. */
import { rowIdsOf } from "@rollcall/contracts";
import type { ExclusionRow } from "../fold/model.ts";
import { RowIds } from "./row_ids.ts";

/** @param lines of one job, in the order of the log */
export function excludedIn(
  lines: readonly Pick<ExclusionRow, "number" | "kind" | "row_ids">[],
): RowIds {
  const undone = new Set(lines.filter(({ kind }) => kind === "undone").map(({ number }) => number));
  const excluded = new Set<number>();
  for (const { number, kind, row_ids } of lines) {
    if (undone.has(number)) continue;
    for (const rowId of rowIdsOf(row_ids)) {
      if (kind === "excluded") excluded.add(rowId);
      else excluded.delete(rowId);
    }
  }
  return RowIds.of(excluded);
}
