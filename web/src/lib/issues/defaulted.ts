/**
 * Differences between the rows of one person. Unless the upload wished to be asked, they are
 * resolved from the start: the first row stands until a decision says otherwise. Pure.
 */
import type { Issue, IssueType, Job } from "@rollcall/contracts/api";
import type { Counts } from "./issue-counts.ts";

/** Whether the first row stands by default, without a decision. */
export const isDefaulted = ({ resolution }: Pick<Issue, "resolution">): boolean =>
  resolution?.rule === "same_person";

/** Whether a decision can be taken without undoing one. */
export const isUndecided = (issue: Pick<Issue, "status" | "resolution">): boolean =>
  issue.status === "OPEN" || isDefaulted(issue);

/** Whether issues of a type are resolved by default rather than open. */
export const areDefaulted = (type: IssueType, { same_person }: Pick<Job, "same_person">): boolean =>
  type === "DUPLICATE_DIFFERS" && same_person === "first";

/** How many issues of a type a rule may resolve: the open ones, and all that are resolved by default. */
export function resolvable(
  type: IssueType,
  counts: Counts,
  job: Pick<Job, "same_person">,
): number {
  const { open = 0, total = 0 } = counts[type] ?? {};
  return areDefaulted(type, job) ? total : open;
}

/** How many people have rows that differ, where those are resolved by default. */
export function defaultedDifferences(job: Pick<Job, "same_person" | "issue_counts">): number {
  return areDefaulted("DUPLICATE_DIFFERS", job)
    ? job.issue_counts.DUPLICATE_DIFFERS?.total ?? 0
    : 0;
}
