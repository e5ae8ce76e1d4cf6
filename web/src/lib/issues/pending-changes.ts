/**
 * Decisions that the server's counts do not include yet: those in progress, and those with a
 * version newer than the last read. With them the page shows a decision at once.
 */
import type { IssueType, Job } from "@rollcall/contracts/api";
import { areDefaulted } from "./defaulted.ts";
import type { Counts } from "./issue-counts.ts";

/**
 * `version` is null until the server responds. `open` is the change of the open count: −1 or +1.
 */
export type Change = { issueId: string; type: IssueType; open: -1 | 1; version: number | null };

/** Changes that a reader of log position `version` cannot see. */
export function unseen(changes: readonly Change[], version: number): Change[] {
  return changes.filter((change) => change.version === null || change.version > version);
}

/** The job's counts by type, with the unseen changes applied. */
export function countsWith(
  job: Pick<Job, "issue_counts" | "version" | "same_person">,
  changes: readonly Change[],
): Counts {
  const counts: Counts = structuredClone(job.issue_counts);
  for (const { type, open } of unseen(changes, job.version)) {
    // Issues resolved by default stay resolved.
    if (areDefaulted(type, job)) continue;
    const found = counts[type];
    if (found) found.open = Math.min(found.total, Math.max(0, found.open + open));
  }
  return counts;
}
