/** Undoes decisions: one with everything that it resolved, or a whole batch. */
import { editsOf } from "./edits.ts";
import { findIssue } from "./find_issue.ts";
import { newestDecision, type Review, type ReviewIssue } from "./review.ts";
import { changeOf, undoing } from "./row_change_effects.ts";
import { type DirectEffects, refuse, type Refused, reopening } from "./direct_effects.ts";

/** Takes back the newest decision on an issue. */
export interface Undo {
  type: "reopen";
  number: number;
  /**
   * the log position at which the user saw the issue: what was the newest decision then is meant.
   * Where it is taken back already, the command changes nothing, so that it can be repeated
   */
  seenVersion?: number | undefined;
}

export function reopenIssue(
  jobId: string,
  review: Review,
  { number, seenVersion }: Undo,
): DirectEffects | Refused {
  const issue = findIssue(review, number);
  if ("outcome" in issue) return issue;
  if (seenVersion !== undefined) {
    const seen = asSeen(review, issue, seenVersion);
    if (seen === "changed") return refuse(409, "CHANGED_SINCE", CHANGED_SINCE);
    if (seen === "undone") return nothingLeft;
  }
  const isEdited = editsOf(review.edits, number).length > 0;
  if (issue.decided?.byDefault && !isEdited) {
    return refuse(
      409,
      "NOT_RESOLVED",
      "There is no decision to undo: the first row is kept unless another is chosen.",
    );
  }
  if (issue.status === "OPEN" && !isEdited) {
    return refuse(409, "NOT_RESOLVED", "The issue is open; there is no decision to undo.");
  }
  return reopening(jobId, review, [number]);
}

const CHANGED_SINCE =
  "The issue has been decided again since you saw it; look at it again before you undo.";

const nothingLeft: DirectEffects = {
  outcome: "effects",
  facts: [],
  issueCount: 0,
  touched: [],
  touchesAll: false,
};

/**
 * What became of the decision that was an issue's newest at a version. Of the undos since then only
 * the last is known: if it took back a later decision, an earlier one may be undone too.
 */
function asSeen(
  review: Review,
  issue: ReviewIssue,
  version: number,
): "same" | "undone" | "changed" {
  const newest = newestDecision(review, issue);
  if (newest !== undefined && newest > version) return "changed";
  if (issue.undoneAt <= version) return "same";
  return issue.undoneOf <= version ? "undone" : "changed";
}

/** Issues decided again since then have a new decision, which stays. */
export function undoBatch(jobId: string, review: Review, batchId: string): DirectEffects | Refused {
  const change = changeOf(review, batchId);
  if (change?.isUndone) return nothingToUndo();
  if (change) return undoing(jobId, review, change);
  if (!review.batches.has(batchId)) {
    return refuse(404, "NOT_FOUND", "There is no such batch.");
  }
  const numbers = [...review.issues.values()]
    .filter(({ decided }) => decided?.batchId === batchId)
    .map(({ number }) => number);
  return numbers.length ? reopening(jobId, review, numbers, batchId) : nothingToUndo();
}

function nothingToUndo(): Refused {
  const detail = "Nothing is left of the batch: all of it was undone or decided again.";
  return refuse(409, "NOTHING_TO_UNDO", detail);
}
