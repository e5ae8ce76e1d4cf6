/** Jobs as their owner sees them. */
import type { Job } from "@rollcall/contracts/api";
import { jobStream } from "@rollcall/contracts";
import type { EventStore, Sql } from "@rollcall/event-store";
import { columnKeys, toldColumns } from "@rollcall/contacts";
import { deleteAfter, type Retention } from "@rollcall/platform/accounts/retention.ts";
import { addedNames } from "../fold/added_columns.ts";
import type { JobRow } from "../fold/model.ts";
import { readJob, type StoredJob, toJobRow } from "../records/stored_job.ts";
import { differencesAreWarnings, DIFFERS } from "../records/difference_warnings.ts";
import { Refused } from "../refusal.ts";
import type { Freshness, Whose } from "./freshness.ts";
import { type Page, type PageQuery, toPage } from "./page.ts";

/**
 * @throws Refused "unknown job" if there is no such job or it is another user's: indistinguishable
 */
export async function findJob(sql: Sql, userId: string, jobId: string): Promise<JobRow> {
  const job = await lookUp(sql, userId, jobId);
  if (!job) throw new Refused({ outcome: "unknown job" });
  return job;
}

/**
 * Like `findJob`, but waits: a new job is in the log before it is in the read models, and its
 * client must not get 404. An erased job is not waited for, nor found on a replica that still has
 * it.
 */
export async function findFreshJob(
  { store, sql, freshness }: { store: EventStore; sql: Sql; freshness: Freshness },
  userId: string,
  jobId: string,
): Promise<JobRow> {
  const known = await lookUp(sql, userId, jobId);
  if (known && sql === store.sql) return known;
  if (await store.keyring.isErased(jobId)) throw new Refused({ outcome: "unknown job" });
  if (known) return known;
  for await (const event of store.readStream(jobStream(jobId), 0, { maxEvents: 1 })) {
    if (event.type === "JobCreated" && event.data.userId === userId) {
      await freshness.reach(event.position, { jobId });
    }
    break;
  }
  return await findJob(sql, userId, jobId);
}

async function lookUp(sql: Sql, userId: string, jobId: string): Promise<JobRow | undefined> {
  const job = await readJob(sql, jobId);
  return job?.user_id === userId ? job : undefined;
}

/** A user's jobs, newest first. Erased ones that a replica still has leave gaps. */
export async function listJobs(
  { store, sql }: { store: EventStore; sql: Sql },
  userId: string,
  page: PageQuery,
  retention: Retention,
): Promise<Page<Job>> {
  const rows = await sql<StoredJob[]>`
    select * from read_models.jobs
     where user_id = ${userId} and created_position < ${page.after ?? Number.MAX_SAFE_INTEGER}
     order by created_position desc
     limit ${page.limit + 1}`;
  const found = toPage(
    "jobs",
    rows.map(toJobRow),
    page.limit,
    (row) => row.created_position,
    (row) => toJob(row, retention),
  );
  if (sql === store.sql) return found;
  const erased = await store.keyring.erasedOf(found.items.map((job) => job.id));
  return { ...found, items: found.items.filter((job) => !erased.has(job.id)) };
}

/** Whether a lane of these jobs is behind a version. Jobs that are set aside do not count. */
export async function isBehind(sql: Sql, whose: Whose, version: number): Promise<boolean> {
  const lanes = await sql<{ job_id: string }[]>`
    select job_id from read_models.lanes where position < ${version} and sentence is null`;
  if (lanes.length === 0) return false;
  const ids = lanes.map((lane) => lane.job_id);
  if ("jobId" in whose) return ids.includes(whose.jobId);
  const own = await sql`
    select 1 from read_models.jobs where id = any(${ids}::uuid[]) and user_id = ${whose.userId}`;
  return own.length > 0;
}

/** The job in the API's shape. */
export function toJob(row: JobRow, retention: Retention): Job {
  return {
    id: row.id,
    status: row.status,
    original_filename: row.original_filename,
    size_bytes: row.size_bytes,
    total_rows: row.total_rows,
    valid_rows: row.valid_rows,
    progress: row.progress,
    conflict_count: row.conflict_count,
    open_issues: row.open_issues,
    issue_counts: row.issue_counts,
    contact_count: row.contact_count,
    merged_rows: row.merged_rows,
    left_out_rows: leftOut(row),
    warning_counts: { ...row.warning_counts, ...toldDifferences(row) },
    list_version: row.list_version,
    format: row.format,
    encoding: row.encoding,
    delimiter: row.delimiter,
    header_row: row.header_row,
    sheet: row.sheet,
    sheets: row.sheets,
    region: row.region,
    region_reason: row.region_reason,
    fold_gmail: row.fold_gmail,
    same_person: row.same_person,
    ...row.read_again && { read_again: row.read_again },
    columns: toldColumns(row.columns.map((column) => ({ ...column, ...typeOf(column, row) }))),
    ...leftOutColumns(row),
    ...addedColumns(row),
    mapping: { ...row.mapping, ...chosenMapping(row) },
    error: row.error && errorOf(row.error),
    created_at: row.created_at,
    updated_at: row.updated_at,
    delete_after: deleteAfter(
      { lastAt: new Date(row.updated_at), hadList: row.newest_list > 0 },
      retention,
    ).toISOString(),
    version: row.version,
  };
}

/** What the values of a column should be, where the upload says it. */
function typeOf(
  { field, name }: JobRow["columns"][number],
  { treated_columns }: JobRow,
): Pick<Job["columns"][number], "type"> {
  const told = treated_columns.find((one) => one.kept && (one.name ?? one.header) === name);
  return field === null && told?.type ? { type: told.type } : {};
}

function leftOutColumns({ treated_columns }: JobRow): Pick<Job, "left_out_columns"> {
  const headers = treated_columns.filter(({ kept }) => !kept).map(({ header }) => header);
  return headers.length ? { left_out_columns: headers } : {};
}

function addedColumns(job: JobRow): Pick<Job, "added_columns"> {
  const names = addedNames(job);
  return names.length ? { added_columns: names } : {};
}

/** Every row is a contact, went into one, or is excluded (promise 13). */
function leftOut({ total_rows, contact_count, merged_rows }: JobRow): number | null {
  return contact_count === null ? null : total_rows - contact_count - (merged_rows ?? 0);
}

/** The number of people with differing rows, where that is a warning and not an issue. */
function toldDifferences(job: JobRow): Record<string, number> {
  const { total = 0 } = job.issue_counts[DIFFERS] ?? {};
  return differencesAreWarnings(job) && total > 0 ? { [DIFFERS]: total } : {};
}

/** Columns chosen later, as if the upload had requested them. */
function chosenMapping({ columns, chosen_columns }: JobRow): Record<string, string> {
  const keys = columnKeys(columns);
  return Object.fromEntries(
    chosen_columns.map(({ field, key }) => [field, columns[keys.indexOf(key)]?.header || key]),
  );
}

function errorOf({ code, message, headers }: NonNullable<JobRow["error"]>): Job["error"] {
  return headers.length === 0 ? { code, message } : { code, message, headers };
}
