/** Jobs as their owner sees them. */
import type { Job } from "@rollcall/contracts/api";
import { jobStream } from "@rollcall/contracts";
import type { EventStore, Sql } from "@rollcall/event-store";
import { notFound } from "@rollcall/runtime/problem.ts";
import type { JobRow } from "../fold/model.ts";
import type { Freshness } from "./freshness.ts";
import { type Page, type PageQuery, toPage } from "./page.ts";

/** A row of read_models.jobs. */
export type StoredJob = Omit<JobRow, "created_at" | "updated_at"> & {
  created_at: Date;
  updated_at: Date;
};

/**
 * A job that was opened a moment ago is in the log before it is in the read models: who asks for it
 * by its id waits for it, and is not told that it does not exist.
 * @throws HttpProblem 404 where there is no such job, or it is another user's: the same answer
 */
export async function findJob(
  { store, freshness }: { store: EventStore; freshness: Freshness },
  userId: string,
  jobId: string,
): Promise<StoredJob> {
  const find = async () => {
    const [job] = await store.sql<StoredJob[]>`
      select * from read_models.jobs where id = ${jobId} and user_id = ${userId}`;
    return job;
  };
  const known = await find();
  if (known) return known;
  const [opened] = await store.readStreamHeaders(jobStream(jobId), 1);
  if (!opened || opened.metadata.userId !== userId) throw notFound("job");
  await freshness.reach(opened.position);
  const job = await find();
  if (!job) throw notFound("job");
  return job;
}

/** A user's jobs, newest first. */
export async function listJobs(sql: Sql, userId: string, page: PageQuery): Promise<Page<Job>> {
  const rows = await sql<StoredJob[]>`
    select * from read_models.jobs
     where user_id = ${userId} and created_position < ${page.after ?? Number.MAX_SAFE_INTEGER}
     order by created_position desc
     limit ${page.limit + 1}`;
  return toPage("jobs", rows, page.limit, (row) => row.created_position, toJob);
}

/** The job in the API's words. */
export function toJob(row: StoredJob): Job {
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
    columns: row.columns.map(({ header, field }) => ({ header, field })),
    mapping: row.mapping,
    error: row.error && errorOf(row.error),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    version: row.version,
  };
}

function errorOf({ code, message, headers }: NonNullable<JobRow["error"]>): Job["error"] {
  return headers.length === 0 ? { code, message } : { code, message, headers };
}
