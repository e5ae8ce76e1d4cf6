/** The issue by its number, as far as a person can see it. */
import type { Review, ReviewIssue } from "./review.ts";
import { refuse, type Refused } from "./step.ts";

export function findIssue(review: Review, number: number): ReviewIssue | Refused {
  const issue = review.issues.get(number);
  if (issue && issue.status !== "WITHDRAWN") return issue;
  return refuse(404, "NOT_FOUND", "There is no such issue.");
}

/** The refusal of a row that the issue is not about. */
export function notACandidate({ rowIds }: ReviewIssue, rowId: number): Refused {
  return refuse(
    422,
    "NOT_A_CANDIDATE",
    `Row ${rowId} is not a candidate of this issue; candidates are ${rowIds.join(", ")}.`,
  );
}
