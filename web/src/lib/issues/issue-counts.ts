/** How many issues of each type a job has. */
import type { IssueType } from "@rollcall/contracts/api";

export type Counts = Partial<Record<IssueType, { open: number; total: number }>>;

/** Whether two counts say the same of each type. */
export function sameCounts(one: Counts, other: Counts): boolean {
  const types = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<IssueType>;
  return [...types].every((type) =>
    (one[type]?.open ?? 0) === (other[type]?.open ?? 0) &&
    (one[type]?.total ?? 0) === (other[type]?.total ?? 0)
  );
}
