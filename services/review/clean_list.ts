/**
 * The clean list: for each address the decision where there was one, else its first standing row.
 * Rows that were kept without an address stand for themselves.
 */
import { isStanding } from "./groups.ts";
import type { Review, ReviewIssue } from "./review.ts";
import type { Rows } from "./rows.ts";

/** The ids of the rows on the list, ascending. Every issue must be settled. */
export function cleanList(review: Review, rows: Rows): number[] {
  const seen = new Set<string>();
  const list: number[] = [];
  for (let rowId = 1; rowId <= rows.count; rowId++) {
    if (!isStanding(review, rowId)) continue;
    const key = rows.key(rowId);
    if (key === null) {
      list.push(rowId);
      continue;
    }
    const number = review.duplicates.get(key);
    const verdict = number === undefined ? undefined : judge(review.issues.get(number)!, rowId);
    if (verdict ?? !seen.has(key)) list.push(rowId);
    seen.add(key);
  }
  return list;
}

/** Whether the decision keeps this row; undefined where it leaves that to the order. */
function judge({ status, decided }: ReviewIssue, rowId: number): boolean | undefined {
  if (status !== "RESOLVED") return undefined;
  switch (decided!.action) {
    case "choose":
    case "merge":
      return rowId === decided!.chosenRowId;
    case "keep":
      return true;
    case "skip":
      return false;
    case "edit":
    case "use_column":
      return undefined;
  }
}
