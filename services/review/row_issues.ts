/**
 * Issues about single rows after changes that no issue asked for: an issue whose problem is gone is
 * withdrawn, and opened again when the problem is back (ADR 51).
 */
import { isProblemOf } from "./check_change.ts";
import type { Deciding } from "./deciding.ts";
import { editsOfRow } from "./edits.ts";
import type { GroupChanges } from "./groups.ts";
import type { Review, ReviewIssue } from "./review.ts";
import type { Rows } from "./rows.ts";

/**
 * @param review with the change applied
 * @param touched rows that may have changed
 */
export function* askedOfRows(
  review: Review,
  rows: Rows,
  touched: Iterable<number>,
): Deciding<GroupChanges["revised"]> {
  const concerned = [...touched].filter((rowId) => isConcerned(review, rowId));
  yield* rows.need(concerned);
  return concerned.flatMap((rowId) =>
    questionsOf(review, rowId).flatMap((issue) => {
      const isThere = isAsked(review, rows, rowId, issue);
      if (isThere === (issue.status === "OPEN")) return [];
      const status = isThere ? "OPEN" as const : "WITHDRAWN" as const;
      return [{ number: issue.number, rowIds: issue.rowIds, status }];
    })
  );
}

/** Those about the row alone that are not resolved. */
function questionsOf({ rowIssues, issues }: Review, rowId: number): ReviewIssue[] {
  return (rowIssues.get(rowId) ?? []).map((number) => issues.get(number)!)
    .filter(({ status }) => status !== "RESOLVED");
}

/** Whether an issue about the row may have come or gone: only such changes withdraw any. */
function isConcerned(review: Review, rowId: number): boolean {
  const asked = questionsOf(review, rowId);
  if (!asked.length) return false;
  return review.excluded.has(rowId) || asked.some(({ status }) => status === "WITHDRAWN") ||
    editsOfRow(review.edits, rowId).some(({ number }) => number < 0);
}

function isAsked(review: Review, rows: Rows, rowId: number, { type }: ReviewIssue): boolean {
  if (review.excluded.has(rowId)) return false;
  // A typed address is taken as meant, however mistyped it looks.
  if (type === "EMAIL_TYPO" && rows.email(rowId) !== rows.index.emails[rowId]) return false;
  return isProblemOf(type, rows.values(rowId));
}
