/** Undoes decisions: one with everything that it resolved, or a whole batch. */
import { editsOf } from "./edits.ts";
import { findIssue } from "./find_issue.ts";
import type { Review } from "./review.ts";
import { type DirectEffects, refuse, type Refused, reopening } from "./direct_effects.ts";

export function reopenIssue(
  jobId: string,
  review: Review,
  number: number,
): DirectEffects | Refused {
  const issue = findIssue(review, number);
  if ("outcome" in issue) return issue;
  const isEdited = editsOf(review.edits, number).length > 0;
  if (issue.decided?.byDefault && !isEdited) {
    return refuse(
      409,
      "NOT_RESOLVED",
      "There is no decision to undo: the first row is kept unless another is chosen.",
    );
  }
  if (issue.status === "OPEN" && !isEdited) {
    return refuse(409, "NOT_RESOLVED", "The issue is open; there is no decision to take back.");
  }
  return reopening(jobId, review, [number]);
}

/** Issues decided again since then have a new decision, which stays. */
export function undoBatch(jobId: string, review: Review, batchId: string): DirectEffects | Refused {
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
