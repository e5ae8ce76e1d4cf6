/** Resolves an issue by new values for one of its rows: typed or suggested. */
import { suggestEmail } from "@rollcall/contacts";
import {
  byKey,
  hasKey,
  hasSuggestions,
  keysOf,
  laidOver,
  type RowValues,
  valueAt,
} from "@rollcall/contracts";
import { checkChange, checkNames, cleaned, isAskedStill } from "./check_change.ts";
import { named, notACandidate } from "./find_issue.ts";
import type { Review, ReviewIssue } from "./review.ts";
import type { Rows } from "./rows.ts";
import { refuse, type Refused, type ResolvedIssues } from "./direct_effects.ts";

export const TAKE_SUGGESTION = "take_suggestion";

/** @param asked the row, if the user named one */
export function editRow(
  review: Review,
  rows: Rows,
  issue: ReviewIssue,
  asked: number | undefined,
  typed: RowValues,
): ResolvedIssues | Refused {
  const rowId = rowToEdit(issue, asked);
  if (asked !== undefined && !issue.rowIds.includes(asked)) return notACandidate(issue, asked);
  if (rowId === undefined) {
    return refuse(
      422,
      "NOT_A_CANDIDATE",
      `Say which row to edit in raw_row_id: one of ${named(issue.rowIds)}.`,
    );
  }
  const before = rows.values(rowId);
  const values = cleaned(typed);
  const refused = checkNames(rows, keysOf(values)) ?? checkChange(issue, before, values);
  if (refused) return refused;
  const also = (review.rowIssues.get(rowId) ?? []).filter((other) => {
    const { status, type } = review.issues.get(other)!;
    return other !== issue.number && status === "OPEN" && !isAskedStill(type, before, values);
  });
  const phone = hasKey(values, "phone") ? rows.phone(laidOver(before, values)) : undefined;
  return {
    resolutions: [
      { number: issue.number, action: "edit" },
      ...also.map((other) => ({ number: other, action: "edit" as const, via: issue.number })),
    ],
    edits: [{ number: issue.number, rowId, values, ...(phone !== undefined && { phone }) }],
  };
}

/** If there are several rows, one must be named. */
export function rowToEdit({ rowIds }: ReviewIssue, asked: number | undefined): number | undefined {
  return asked ?? (rowIds.length === 1 ? rowIds[0] : undefined);
}

/** The edit suggested for the issue; undefined if there is none. */
export function suggestedEdit(rows: Rows, { type, rowIds }: ReviewIssue): RowValues | undefined {
  if (!hasSuggestions(type)) return undefined;
  const suggestion = suggestEmail(valueAt(rows.values(rowIds[0]!), "email"));
  return suggestion && byKey([["email", suggestion.value]]);
}
