/** Taking a decision back: the issue is open again, with all that was settled along with it. */
import type { Fact } from "@rollcall/contracts";
import { refuse, type Refused, type Step } from "./decide.ts";
import { findIssue } from "./resolve_issue.ts";
import type { Review } from "./review.ts";

export function reopenIssue(jobId: string, review: Review, number: number): Step | Refused {
  const issue = findIssue(review, number);
  if ("outcome" in issue) return issue;
  const isEdited = review.edits.some((edit) => edit.number === number);
  if (issue.status === "OPEN" && !isEdited) {
    return refuse(409, "NOT_RESOLVED", "The issue is open; there is no decision to take back.");
  }
  return reopening(jobId, review, number);
}

/** The step that undoes a decision and whatever it settled besides; `number` may be either. */
export function reopening(jobId: string, review: Review, number: number): Step {
  const root = review.issues.get(number)!.decided?.via ?? number;
  const numbers = [root];
  for (const { number: other, decided } of review.issues.values()) {
    if (decided?.via === root) numbers.push(other);
  }
  const touched = new Set<number>();
  for (const number of numbers) {
    const { type, rowIds } = review.issues.get(number)!;
    if (type !== "DUPLICATE_EMAIL") rowIds.forEach((rowId) => touched.add(rowId));
  }
  for (const edit of review.edits) if (numbers.includes(edit.number)) touched.add(edit.rowId);
  const fact: Fact = {
    type: "IssuesReopened",
    data: { jobId, batchId: null, numbers },
    personal: null,
  };
  return { outcome: "step", facts: [fact], settled: 0, touched: [...touched] };
}
