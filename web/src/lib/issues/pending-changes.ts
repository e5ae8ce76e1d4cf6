/**
 * Decisions that the server's counts do not include yet: those in progress, and those with a
 * version newer than the last read. With them the page shows a decision at once.
 */
import type { IssueType, Job } from "@rollcall/contracts/api";
import { areDefaulted } from "./defaulted.ts";
import type { Counts } from "./issue-counts.ts";

export interface Change {
  issueId: string;
  type: IssueType;
  /** what becomes of the number of open issues */
  open: -1 | 1;
  /** how many of the type are open once it is made, as the page knew it then */
  expects: number;
  /** null until the server answers */
  version: number | null;
}

/** The changes without one that was refused: what came after it expects no more of it. */
export function without(changes: readonly Change[], refused: Change): Change[] {
  const at = changes.indexOf(refused);
  return changes.flatMap((change, i) =>
    change === refused
      ? []
      : i > at && change.type === refused.type
      ? [{ ...change, expects: change.expects - refused.open }]
      : [change]
  );
}

/** Changes that a reader of log position `version` cannot see. */
export function unseen(changes: readonly Change[], version: number): Change[] {
  return changes.filter((change) => change.version === null || change.version > version);
}

/**
 * The job's counts by type, with the unseen changes applied. Whether they have a change that is not
 * answered yet, nobody can tell, as they come by a stream of their own: until then what it expects
 * stands.
 */
export function countsWith(
  job: Pick<Job, "issue_counts" | "version" | "same_person">,
  changes: readonly Change[],
): Counts {
  const counts: Counts = structuredClone(job.issue_counts);
  const hidden = unseen(changes, job.version);
  const set = (type: IssueType, open: (before: number) => number) => {
    const found = counts[type];
    // Issues resolved by default stay resolved.
    if (!found || areDefaulted(type, job)) return;
    found.open = Math.min(found.total, Math.max(0, open(found.open)));
  };
  for (const { type, open } of hidden) set(type, (before) => before + open);
  for (const { type, version, expects } of hidden) if (version === null) set(type, () => expects);
  return counts;
}
