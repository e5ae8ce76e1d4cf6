/** How much one user may have. Says nothing of where the figures come from. */
import { type Limit, policyName } from "@rollcall/platform/rate_limits.ts";
import type { OverQuota } from "./refusal.ts";

/** What a user has, over all jobs that are not deleted, and has uploaded. */
export interface Usage {
  filesInWork: number;
  bytesKept: number;
  rowsKept: number;
  /** uploaded within 24 hours, deleted since or not */
  bytesOfDay: number;
}

/** The most that he may have, and the most rows that one job keeps of a file. */
export interface Quotas extends Usage {
  rowsOfJob: number;
}

/** What comes on top: 0 for what is not known yet. `rows` are the most that it can have. */
export interface Addition {
  bytes: number;
  rows: number;
}

/**
 * The most rows that a job will keep of a file with so many lines. One at least names the columns; one
 * that has more rows than a job takes fails.
 */
export function rowsToKeep(lines: number, { rowsOfJob }: Quotas): number {
  return Math.min(Math.max(lines - 1, 0), rowsOfJob);
}

/** Why a user who has `usage` may not bring one more file; undefined where he may. */
export function refusalOf(
  usage: Usage,
  quotas: Quotas,
  { bytes, rows }: Addition,
): OverQuota | undefined {
  const { filesInWork, bytesKept, rowsKept, bytesOfDay } = usage;
  if (filesInWork >= quotas.filesInWork) {
    return { outcome: "too many files in work", own: filesInWork, most: quotas.filesInWork };
  }
  if (exceeds(bytesKept, bytes, quotas.bytesKept)) {
    const figures = { own: bytesKept, more: bytes, most: quotas.bytesKept };
    return { outcome: "too much kept", what: "bytes", ...figures };
  }
  if (exceeds(rowsKept, rows, quotas.rowsKept)) {
    const figures = { own: rowsKept, more: rows, most: quotas.rowsKept };
    return { outcome: "too much kept", what: "rows", ...figures };
  }
  if (exceeds(bytesOfDay, bytes, quotas.bytesOfDay)) {
    const figures = { own: bytesOfDay, more: bytes, most: quotas.bytesOfDay };
    return { outcome: "too much in a day", ...figures };
  }
  return undefined;
}

/** What is left of each quota once a file of so many bytes has come on top. */
export function limitsLeft(usage: Usage, quotas: Quotas, bytes: number): Limit[] {
  return [
    {
      name: policyName("FILES_IN_WORK"),
      quota: quotas.filesInWork,
      remaining: quotas.filesInWork - usage.filesInWork - 1,
    },
    {
      name: policyName("BYTES_KEPT"),
      quota: quotas.bytesKept,
      remaining: quotas.bytesKept - usage.bytesKept - bytes,
      unit: "content-bytes",
    },
  ];
}

/** A user at the quota cannot add anything, however small. */
const exceeds = (kept: number, more: number, most: number) => kept + Math.max(more, 1) > most;
