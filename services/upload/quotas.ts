/**
 * How much one user may have: what is configured, and the refusals with their sentences. Says
 * nothing of where the figures come from.
 */
import { HttpProblem, limitReached } from "@rollcall/runtime/problem.ts";
import { z } from "zod";

/** The variables of the configuration. */
export const quotaFields = {
  UPLOADS_PER_USER: count(4, "uploads that one user may have on their way at once"),
  PREVIEWS_PER_USER: count(2, "previews that one user may ask for at once"),
  FILES_IN_WORK_PER_USER: count(20, "files of one user in work at once"),
  BYTES_KEPT_PER_USER: count(524_288_000, "bytes of files that one user may keep"),
  ROWS_KEPT_PER_USER: count(2_000_000, "rows that one user may keep"),
};

/** What a user has, over all jobs that are not deleted. */
export interface Usage {
  filesInWork: number;
  bytesKept: number;
  rowsKept: number;
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

/** Files leave work within seconds; what is kept goes when somebody deletes it. */
const WORK_RETRY_S = 5;
const KEPT_RETRY_S = 60;

/** Why a user who has `usage` may not bring one more file; undefined where he may. */
export function refusalOf(
  usage: Usage,
  quotas: Quotas,
  { bytes, rows }: Addition,
): HttpProblem | undefined {
  if (usage.filesInWork >= quotas.filesInWork) return tooManyInWork(usage, quotas);
  if (exceeds(usage.bytesKept, bytes, quotas.bytesKept)) {
    return tooMuchKept("BYTES_KEPT", "bytes of files", usage.bytesKept, bytes, quotas.bytesKept);
  }
  if (exceeds(usage.rowsKept, rows, quotas.rowsKept)) {
    return tooMuchKept("ROWS_KEPT", "rows", usage.rowsKept, rows, quotas.rowsKept);
  }
  return undefined;
}

/** Whoever has as much as he may cannot bring anything, however small. */
const exceeds = (kept: number, more: number, most: number) => kept + Math.max(more, 1) > most;

function tooManyInWork({ filesInWork }: Usage, quotas: Quotas): HttpProblem {
  const detail = `You have ${number(filesInWork)} files in work, and ` +
    `${number(quotas.filesInWork)} is the most at once. Try again when one of them has been ` +
    `read, or delete one.`;
  return limitReached({
    code: "FILES_IN_WORK",
    detail,
    limit: quotas.filesInWork,
    retryAfterS: WORK_RETRY_S,
  });
}

function tooMuchKept(
  code: "BYTES_KEPT" | "ROWS_KEPT",
  what: string,
  kept: number,
  more: number,
  most: number,
): HttpProblem {
  if (more > most) {
    const detail =
      `This file brings up to ${number(more)} ${what}, and ${number(most)} is the most ` +
      `that you may keep. Split the file and upload its parts.`;
    return new HttpProblem(413, detail, { code });
  }
  const brings = more > 0 ? ` This file brings up to ${number(more)} more.` : "";
  const detail = `You keep ${number(kept)} ${what}, and ${number(most)} is the most.${brings} ` +
    `Delete jobs that you no longer need, then try again.`;
  return limitReached({ code, detail, limit: most, retryAfterS: KEPT_RETRY_S });
}

const number = (value: number) => value.toLocaleString("en");

function count(fallback: number, of: string) {
  return z.coerce.number().int().min(1).default(fallback)
    .meta({ description: `the number of ${of}, at least 1` });
}
