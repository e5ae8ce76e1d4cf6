/** A job's issues with their candidates: the rows they are about, with the edits made so far. */
import { Buffer } from "node:buffer";
import {
  identityOf,
  inOrder,
  nameFieldOf,
  type Row,
  rowNow,
  suggestEmail,
} from "@rollcall/contacts";
import { formatIssueId, valueAt } from "@rollcall/contracts";
import type {
  Candidate,
  Issue,
  IssueStatus,
  IssueType,
  RowEdit,
  Suggestion,
} from "@rollcall/contracts/api";
import type { z } from "zod";
import { valueKeys } from "../fold/added_columns.ts";
import type { EditRow, JobRow, ResolutionRow } from "../fold/model.ts";
import { RowIds } from "../lists/row_ids.ts";
import type { IssueRecord, JobRecords } from "../records/job_records.ts";
import type { FoundOrders } from "../records/found_orders.ts";
import { rowsNow } from "../records/rows_now.ts";
import { readSearch, type SearchWords } from "../records/search.ts";
import type { StoredRecords } from "../records/stored_records.ts";
import { type FoundPage, type Page, type PageQuery, readPage } from "./page.ts";

/** Candidates listed per issue: nobody compares more side by side. */
const LISTED_CANDIDATES = 1_000;
/** Bytes of candidates; the first two are always included, to have something to compare. */
const CANDIDATE_BYTES = 1 << 20;

export interface IssueFilter {
  status?: z.infer<typeof IssueStatus> | undefined;
  type?: IssueType | undefined;
}

/** Issues by number, without withdrawn ones. */
export async function listIssues(
  records: JobRecords,
  filter: IssueFilter,
  page: PageQuery,
): Promise<Page<Issue>> {
  return await pageOf(
    records,
    page,
    (after, count) => records.issues(filter, after, count),
  );
}

/**
 * The issues about rows that match a search in their current state.
 * @throws Refused as `readSearch`
 */
export async function searchedIssues(
  records: StoredRecords,
  filter: IssueFilter,
  words: SearchWords,
  page: PageQuery,
  orders: FoundOrders,
): Promise<FoundPage<Issue>> {
  const search = readSearch(words, records.job, await records.editedKeys());
  const ids = await orders.all(records, search);
  const numbers = await records.issuesAbout(filter, RowIds.of(ids));
  const found = await pageOf(records, page, async (after, count) => {
    const from = numbers.findIndex((number) => number > after);
    const some = from < 0 ? [] : numbers.slice(from, from + count);
    const issues = await records.issuesOf(some);
    return some.flatMap((number) => issues.get(number) ?? []);
  });
  return { ...found, total: numbers.length };
}

/** @param issuesBehind so many issues after a number, in order; fewer only at the end */
async function pageOf(
  records: JobRecords,
  page: PageQuery,
  issuesBehind: (after: number, count: number) => Promise<IssueRecord[]>,
): Promise<Page<Issue>> {
  const read = async (after: number, count: number): Promise<ShownIssue[]> => {
    const issues = await issuesBehind(after, count);
    const edits = await earlierEdits(records, issues);
    const listed = new Set(issues.flatMap((issue) => issue.row_ids.slice(0, LISTED_CANDIDATES)));
    for (const edit of [...edits.values()].flat()) listed.add(edit.row_id);
    const rows = await rowsNow(records, [...listed]);
    const before = await rowsBefore(records, issues);
    return issues.map((issue) => ({
      issue,
      rows,
      edits: edits.get(issue.number) ?? [],
      before: before.get(issue.number),
    }));
  };
  return await readPage(
    "issues",
    page,
    read,
    ({ issue }) => issue.number,
    (shown) => toIssue(shown, records.job),
  );
}

/** An issue, with a map of rows that includes its own. */
interface ShownIssue {
  issue: IssueRecord;
  rows: Map<number, Row>;
  /** that decisions on it made before the one that holds */
  edits: EditRow[];
  /** the row that the decision that holds has edited, as it was before */
  before: Row | undefined;
}

/** By issue: the row that its decision has edited, as it was before that. */
async function rowsBefore(
  records: JobRecords,
  issues: IssueRecord[],
): Promise<Map<number, Row>> {
  const edited = issues.filter(({ resolution }) =>
    resolution?.action === "edit" || resolution?.action === "merge"
  );
  const before = new Map<number, Row>();
  if (edited.length === 0) return before;
  const made = await records.editsMadeFor(edited.map(({ number }) => number));
  const own = edited.flatMap(({ number }) => made.get(number)?.at(-1) ?? []);
  const ids = own.map(({ row_id }) => row_id);
  const [rows, edits] = await Promise.all([records.rows(ids), records.edits({ ids })]);
  const { chosen_columns: chosen, fold_gmail: foldGmail } = records.job;
  for (const { number, row_id, position } of own) {
    const row = rows.get(row_id);
    const earlier = (edits.get(row_id) ?? []).filter((edit) => edit.position < position);
    if (row) before.set(number, rowNow(row, { chosen, edits: earlier, foldGmail }));
  }
  return before;
}

/**
 * What decisions before the one that holds have edited: only issues about several rows stay open, or
 * are asked anew, where a row was.
 */
async function earlierEdits(
  records: JobRecords,
  issues: IssueRecord[],
): Promise<Map<number, EditRow[]>> {
  const several = issues.filter(({ type }) =>
    type === "DUPLICATE_EMAIL" || type === "DUPLICATE_DIFFERS"
  );
  const made = await records.editsMadeFor(several.map(({ number }) => number));
  return new Map(several.map(({ number, resolution }) => {
    const isOwn = resolution?.action === "edit" || resolution?.action === "merge";
    const edits = made.get(number) ?? [];
    return [number, isOwn ? edits.slice(0, -1) : edits];
  }));
}

function toIssue({ issue, rows, edits, before }: ShownIssue, job: JobRow): Issue {
  const candidates = candidatesOf(issue.row_ids, rows, valueKeys(job), before);
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
      ...(issue.type === "DUPLICATE_EMAIL" && { people: peopleOf(candidates) }),
      ...(edits.length > 0 && { edits: edits.flatMap((edit) => toEdit(edit, rows)) }),
      ...(suggestion && { suggestion }),
      ...aboutFile(issue, job),
    },
    resolution: issue.resolution && toResolution(issue.resolution, job),
  };
}

/** For an issue about the whole file: the missing field, and the candidate columns. */
function aboutFile(
  { type, offered }: IssueRecord,
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

/** The first rows, with their values in column order. */
function candidatesOf(
  ids: number[],
  rows: Map<number, Row>,
  keys: string[],
  before: Row | undefined,
): Candidate[] {
  const shown: Candidate[] = [];
  let bytes = 0;
  for (const id of ids.slice(0, LISTED_CANDIDATES)) {
    const row = rows.get(id);
    if (!row) continue;
    const entry = {
      raw_row_id: id,
      row_number: row.line,
      data: inOrder(keys, row.values),
      ...(before?.id === id && { before: inOrder(keys, before.values) }),
    };
    bytes += Buffer.byteLength(JSON.stringify(entry));
    if (shown.length >= 2 && bytes > CANDIDATE_BYTES) break;
    shown.push(entry);
  }
  return shown;
}

function toEdit({ row_id, values }: EditRow, rows: Map<number, Row>): RowEdit[] {
  const row = rows.get(row_id);
  return row ? [{ raw_row_id: row_id, row_number: row.line, data: values }] : [];
}

/** The candidates by whom they name: a choice is among people. */
function peopleOf(candidates: Candidate[]): number[][] {
  const people = Map.groupBy(
    candidates,
    ({ data }) => identityOf((field) => valueAt(data, field)),
  );
  return [...people.values()].map((some) => some.map(({ raw_row_id }) => raw_row_id));
}

/** The suggestion of an open issue; the review derives the same from the same text. */
function suggestionFor(issue: IssueRecord, candidates: Candidate[]): Suggestion | undefined {
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
