/** Taking decisions back: one with all that was settled along with it, or all of a batch. */
import { editsOf } from "./edits.ts";
import { findIssue } from "./find_issue.ts";
import type { Review } from "./review.ts";
import { refuse, type Refused, reopening, type Step } from "./step.ts";

export function reopenIssue(jobId: string, review: Review, number: number): Step | Refused {
  const issue = findIssue(review, number);
  if ("outcome" in issue) return issue;
  const isEdited = editsOf(review.edits, number).length > 0;
  if (issue.decided?.byDefault && !isEdited) {
    return refuse(
      409,
      "NOT_RESOLVED",
      "Nobody has decided here: the first row stands as long as nothing else is chosen.",
    );
  }
  if (issue.status === "OPEN" && !isEdited) {
    return refuse(409, "NOT_RESOLVED", "The issue is open; there is no decision to take back.");
  }
  return reopening(jobId, review, [number]);
}

/** What was decided anew since then is another decision, and stays. */
export function undoBatch(jobId: string, review: Review, batchId: string): Step | Refused {
  if (!review.batches.has(batchId)) {
    return refuse(404, "NOT_FOUND", "There is no such batch.");
  }
  const numbers = [...review.issues.values()]
    .filter(({ decided }) => decided?.batchId === batchId)
    .map(({ number }) => number);
  if (!numbers.length) {
    const detail = "Nothing is left of the batch: all of it was undone or decided anew.";
    return refuse(409, "NOTHING_TO_UNDO", detail);
  }
  return reopening(jobId, review, numbers, batchId);
}
