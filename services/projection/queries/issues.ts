/** A job's issues with their candidates: the rows they are about, with the edits made so far. */
import { Buffer } from "node:buffer";
import { columnKeys, inOrder, nameFieldOf, type Row, suggestEmail } from "@rollcall/contacts";
import { formatIssueId, valueAt } from "@rollcall/contracts";
import type { Candidate, Issue, IssueStatus, IssueType, Suggestion } from "@rollcall/contracts/api";
import type { z } from "zod";
import type { JobRow, ResolutionRow } from "../fold/model.ts";
import type { JobRecords, SettledIssue } from "../records/job_records.ts";
import { rowsNow } from "../records/rows_now.ts";
import { type Page, type PageQuery, readPage } from "./page.ts";

/** Of the rows that an issue is about: nobody compares more side by side. */
const LISTED_CANDIDATES = 1_000;
/** Bytes of those rows, but for the first two's own, without which there is nothing to compare. */
const CANDIDATE_BYTES = 1 << 20;

export interface IssueFilter {
  status?: z.infer<typeof IssueStatus> | undefined;
  type?: IssueType | undefined;
}

/** Issues by number; what is withdrawn is left out. */
export async function listIssues(
  records: JobRecords,
  filter: IssueFilter,
  page: PageQuery,
): Promise<Page<Issue>> {
  const read = async (after: number, count: number): Promise<ShownIssue[]> => {
    const issues = await records.issues(filter, after, count);
    const listed = new Set(issues.flatMap((issue) => issue.row_ids.slice(0, LISTED_CANDIDATES)));
    const rows = await rowsNow(records, [...listed]);
    return issues.map((issue) => ({ issue, rows }));
  };
  return await readPage(
    "issues",
    page,
    read,
    ({ issue }) => issue.number,
    (shown) => toIssue(shown, records.job),
  );
}

/** An issue, and among others the rows that it is about. */
interface ShownIssue {
  issue: SettledIssue;
  rows: Map<number, Row>;
}

function toIssue({ issue, rows }: ShownIssue, job: JobRow): Issue {
  const candidates = candidatesOf(issue.row_ids, rows, columnKeys(job.columns));
  const suggestion = suggestionFor(issue, candidates);
  return {
    id: formatIssueId(issue.job_id, issue.number),
    job_id: issue.job_id,
    type: issue.type,
    key: issue.key,
    status: issue.status === "OPEN" ? "OPEN" : "RESOLVED",
    payload: {
      candidates,
      candidate_count: issue.offered === null ? issue.row_ids.length : job.total_rows,
      ...(suggestion && { suggestion }),
      ...aboutFile(issue, job),
    },
    resolution: issue.resolution && toResolution(issue.resolution, job),
  };
}

/** Of a question about the whole file: what it lacks, and the columns that could be it. */
function aboutFile(
  { type, offered }: SettledIssue,
  { columns }: JobRow,
): Partial<Issue["payload"]> {
  if (offered === null) return {};
  const field = nameFieldOf(type);
  return {
    scope: "file",
    ...(field && { field }),
    columns: offered.flatMap(({ place, filled, samples }) => {
      const column = columns[place];
      return column ? [{ column: column.name, header: column.header, filled, samples }] : [];
    }),
  };
}

/** The first of the rows, with their values in the order of the columns. */
function candidatesOf(ids: number[], rows: Map<number, Row>, keys: string[]): Candidate[] {
  const shown: Candidate[] = [];
  let bytes = 0;
  for (const id of ids.slice(0, LISTED_CANDIDATES)) {
    const row = rows.get(id);
    if (!row) continue;
    const entry = { raw_row_id: id, row_number: row.line, data: inOrder(keys, row.values) };
    bytes += Buffer.byteLength(JSON.stringify(entry));
    if (shown.length >= 2 && bytes > CANDIDATE_BYTES) break;
    shown.push(entry);
  }
  return shown;
}

/** What was probably meant, while that is asked; the review takes the same from the same text. */
function suggestionFor(issue: SettledIssue, candidates: Candidate[]): Suggestion | undefined {
  const isAsked = issue.type === "INVALID_EMAIL_FORMAT" || issue.type === "EMAIL_TYPO";
  if (!isAsked || issue.status !== "OPEN") return undefined;
  const [first] = candidates;
  const suggested = suggestEmail(first ? valueAt(first.data, "email") : "");
  return suggested && { field: "email", ...suggested };
}

function toResolution(row: ResolutionRow, { chosen_columns }: JobRow): Issue["resolution"] {
  const chosen = chosen_columns.find(({ number }) => number === row.number);
  return {
    action: row.action,
    ...(row.chosen_row_id !== null && { chosen_row_id: row.chosen_row_id }),
    ...(row.values !== null && { data: row.values }),
    ...(row.sources !== null && { sources: row.sources }),
    ...(chosen && { column: chosen.key }),
    ...(row.rule !== null && { rule: row.rule }),
    ...(row.batch_id !== null && { batch_id: row.batch_id }),
    ...(row.via !== null && { via: formatIssueId(row.job_id, row.via) }),
    resolved_by: row.resolved_by,
    resolved_at: row.resolved_at,
  };
}
