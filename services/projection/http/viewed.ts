/** Which answers show rows of a file, and which are downloads: for the security log. */
import type { SecurityAction } from "@rollcall/contracts/api";
import type { AppEnv } from "@rollcall/platform/http.ts";
import type { NoteRequest } from "@rollcall/platform/security_log/note_request.ts";
import type { MiddlewareHandler } from "hono";

const JOB_PATH = /^\/jobs\/([0-9a-f-]{36})\/(.+)$/;
const LIST_FILES = ["contacts.csv", "contacts.xlsx", "contacts.json"];
/**
 * Contacts cover `contacts/diff` and the provenance of one; the history, and what would be undone
 * next, name addresses and typed values; of columns only is told how full they are.
 */
const SHOWS_ROWS = /^(?!contacts\/columns$)(rows|issues|contacts|events|undo)(\/|$)/;

export interface Seen {
  jobId: string;
  action: SecurityAction;
}

/** What a successful answer to this path shows of people's rows; undefined if nothing. Pure. */
export function seenBy(path: string): Seen | undefined {
  const [, jobId, rest] = JOB_PATH.exec(path) ?? [];
  if (!jobId || !rest) return undefined;
  if (LIST_FILES.includes(rest)) return { jobId, action: "list_downloaded" };
  if (rest === "rejected.csv") return { jobId, action: "rejected_downloaded" };
  return SHOWS_ROWS.test(rest) ? { jobId, action: "rows_viewed" } : undefined;
}

/** Notes what was answered with rows. */
export function noteViews(note: NoteRequest): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await next();
    if (c.res.status !== 200 || c.req.method !== "GET") return;
    const seen = seenBy(c.req.path);
    if (seen) note(c, seen.action, { jobId: seen.jobId });
  };
}
