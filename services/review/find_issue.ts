/** Finds an issue by its number, if users can see it. */
import { formatFirst } from "@rollcall/contracts";
import type { Review, ReviewIssue } from "./review.ts";
import { refuse, type Refused } from "./direct_effects.ts";

export function findIssue(review: Review, number: number): ReviewIssue | Refused {
  const issue = review.issues.get(number);
  if (issue && issue.status !== "WITHDRAWN") return issue;
  return refuse(404, "NOT_FOUND", "There is no such issue.");
}

/** Row numbers listed in a message; of more it gives the count. */
const LISTED_ROWS = 20;

/** "1", "1 and 2", "1, 2, 3 and 17 more": a group may be as large as its file. */
export function named(rowIds: number[]): string {
  return formatFirst(rowIds.slice(0, LISTED_ROWS), rowIds.length);
}

/** The refusal of a row that is not a candidate of the issue. */
export function notACandidate({ rowIds }: ReviewIssue, rowId: number): Refused {
  return refuse(
    422,
    "NOT_A_CANDIDATE",
    `Row ${rowId} is not a candidate of this issue; candidates are ${named(rowIds)}.`,
  );
}
