/** A job's issues with their candidates: the rows they are about, with the edits made so far. */
import { Buffer } from "node:buffer";
import { nameFieldOf, suggestEmail } from "@rollcall/contacts";
import { formatIssueId, valueAt } from "@rollcall/contracts";
import type { Candidate, Issue, IssueStatus, IssueType, Suggestion } from "@rollcall/contracts/api";
import type { Sql } from "@rollcall/event-store";
import type { z } from "zod";
import { withChosen } from "../lists/chosen_columns_sql.ts";
import { columnKeys, inOrder } from "../fold/columns.ts";
import type { IssueRow, ResolutionRow } from "../fold/model.ts";
import type { StoredJob } from "./jobs.ts";
import { type Page, type PageQuery, readPage } from "./page.ts";

/** Of the rows that an issue is about: nobody compares more side by side. */
export const LISTED_CANDIDATES = 1_000;
/** Bytes of those rows, but for the first two's own, without which there is nothing to compare. */
const CANDIDATE_BYTES = 1 << 20;

export interface IssueFilter {
  status?: z.infer<typeof IssueStatus> | undefined;
  type?: IssueType | undefined;
}

/** An issue, its resolution if it has one, and the rows that it is about. */
export type StoredIssue =
  & Omit<IssueRow, "status">
  & { status: "OPEN" | "RESOLVED"; candidates: Candidate[] | null }
  & { [Field in keyof Omit<ResolutionRow, "resolved_at">]: ResolutionRow[Field] | null }
  & { resolved_at: Date | null };

/** Issues by number; what is withdrawn is left out. */
export async function listIssues(
  sql: Sql,
  job: StoredJob,
  { status, type }: IssueFilter,
  page: PageQuery,
): Promise<Page<Issue>> {
  const laid = withChosen(sql, sql`w.data`, job.chosen_columns);
  const read = async (after: number, count: number): Promise<StoredIssue[]> =>
    await sql<StoredIssue[]>`
    select i.*, r.*, i.job_id, i.number, c.candidates
      from read_models.issues i
      left join read_models.issue_resolutions r
        on r.job_id = i.job_id and r.number = i.number
     cross join lateral (
           select json_agg(json_build_object(
                    'raw_row_id', w.id,
                    'row_number', w.row_number,
                    'data', case when e.values is null then ${laid} else ${laid} || e.values end
                  ) order by s.ord) as candidates
             from unnest(i.row_ids[1:${LISTED_CANDIDATES}::int]) with ordinality as s (id, ord)
             join read_models.raw_rows w on w.job_id = i.job_id and w.id = s.id
            cross join lateral (
                  select jsonb_object_agg(v.key, v.value order by position, ordinal) as values
                    from read_models.row_edits edit
                   cross join lateral jsonb_each(edit.values) v
                   where edit.job_id = w.job_id and edit.row_id = w.id
                     and edit.undone_position is null
                  ) e
           ) c
     where i.job_id = ${job.id} and i.number > ${after}::bigint
       and ${status ? sql`i.status = ${status}` : sql`i.status <> 'WITHDRAWN'`}
       ${type ? sql`and i.type = ${type}` : sql``}
     order by i.number
     limit ${count}`;
  return await readPage("issues", page, read, (row) => row.number, (row) => toIssue(row, job));
}

/** What is told of an issue's job with it. */
export type IssueJob = Pick<StoredJob, "columns" | "chosen_columns" | "total_rows">;

export function toIssue(row: StoredIssue, job: IssueJob): Issue {
  const candidates = listed(row.candidates ?? [], columnKeys(job.columns));
  const suggestion = suggestionFor(row, candidates);
  return {
    id: formatIssueId(row.job_id, row.number),
    job_id: row.job_id,
    type: row.type,
    key: row.key,
    status: row.status,
    payload: {
      candidates,
      candidate_count: row.offered === null ? row.row_ids.length : job.total_rows,
      ...(suggestion && { suggestion }),
      ...aboutFile(row, job),
    },
    resolution: resolutionOf(row, job),
  };
}

/** Of a question about the whole file: what it lacks, and the columns that could be it. */
function aboutFile(
  { type, offered }: StoredIssue,
  { columns }: IssueJob,
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
function listed(candidates: Candidate[], keys: string[]): Candidate[] {
  const shown: Candidate[] = [];
  let bytes = 0;
  for (const candidate of candidates.slice(0, LISTED_CANDIDATES)) {
    const entry = { ...candidate, data: inOrder(keys, candidate.data) };
    bytes += Buffer.byteLength(JSON.stringify(entry));
    if (shown.length >= 2 && bytes > CANDIDATE_BYTES) break;
    shown.push(entry);
  }
  return shown;
}

/** What was probably meant, while that is asked; the review takes the same from the same text. */
function suggestionFor(row: StoredIssue, candidates: Candidate[]): Suggestion | undefined {
  const isAsked = row.type === "INVALID_EMAIL_FORMAT" || row.type === "EMAIL_TYPO";
  if (!isAsked || row.status !== "OPEN") return undefined;
  const suggested = suggestEmail(candidates[0] ? valueAt(candidates[0].data, "email") : "");
  return suggested && { field: "email", ...suggested };
}

function resolutionOf(row: StoredIssue, { chosen_columns }: IssueJob): Issue["resolution"] {
  if (row.action === null || row.resolved_at === null) return null;
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
    resolved_at: row.resolved_at.toISOString(),
  };
}
