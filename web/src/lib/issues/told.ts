/**
 * Differences between the rows of one person. Unless the upload wished to be asked, they are settled
 * from the start: the first row stands, and any decision settles them otherwise. Pure.
 */
import type { Issue, IssueType, Job } from "@rollcall/contracts/api";
import type { Counts } from "./settling.ts";

/** Whether nobody has decided and the first row stands by default. */
export const isTold = ({ resolution }: Pick<Issue, "resolution">): boolean =>
  resolution?.rule === "same_person";

/** Whether a decision can be taken without undoing one. */
export const isUndecided = (issue: Pick<Issue, "status" | "resolution">): boolean =>
  issue.status === "OPEN" || isTold(issue);

/** Whether issues of a type are told and not asked. */
export const areTold = (type: IssueType, { same_person }: Pick<Job, "same_person">): boolean =>
  type === "DUPLICATE_DIFFERS" && same_person === "first";

/** How many of a type a rule may settle: the open ones, and all that is only told. */
export function settleable(
  type: IssueType,
  counts: Counts,
  job: Pick<Job, "same_person">,
): number {
  const { open = 0, total = 0 } = counts[type] ?? {};
  return areTold(type, job) ? total : open;
}

/** People whose rows differ, where that is told. */
export function toldDifferences(job: Pick<Job, "same_person" | "issue_counts">): number {
  return areTold("DUPLICATE_DIFFERS", job) ? job.issue_counts.DUPLICATE_DIFFERS?.total ?? 0 : 0;
}
