/** The issues that a job's page shows first, which are asked for beside the job itself. */
import type { Issue } from "@rollcall/contracts/api";
import { getPage, type IssueFilter, issuesPath } from "#lib/api/calls.ts";
import type { Answer } from "#lib/api/http.ts";

/** How many issues are read at a time. */
export const PAGE = 200;

export const FIRST_FILTER: IssueFilter = { status: "OPEN", type: null };

export type FirstIssues = Promise<Answer<Issue[]>>;

/** Where it fails they are read again, which tells why. */
export function firstIssues(jobId: string): FirstIssues {
  return getPage<Issue>(issuesPath(jobId, FIRST_FILTER, PAGE, 0), { once: true, quiet: true });
}
