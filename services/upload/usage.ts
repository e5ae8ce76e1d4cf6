/**
 * What each user has, over all jobs that are not deleted, and has uploaded within a day. A table says
 * whose a file is, and the log what became of it; once that is final it is written to the table, so
 * that it is looked up once. Files without a final state are few: the quota of files in work bounds
 * them. Another table has the bytes of each hour, whatever became of their files.
 */
import { type EventType, jobStream, reviewStream, rowsStream } from "@rollcall/contracts";
import type { EventStore, Newest, Sql, TransactionSql } from "@rollcall/event-store";
import { isClosed } from "@rollcall/platform/accounts/closed.ts";
import { type FileState, fileState, type KeptFile } from "./file_state.ts";
import { type Quotas, refusalOf, type Usage } from "./quotas.ts";
import type { AccountClosed, OverQuota } from "./refusal.ts";

/** A file as its job is opened. `rows` are as many as its lines allow. */
export interface OpenedFile extends KeptFile {
  userId: string;
}

/** What the user has at this moment; others of his uploads may be about to add to it. */
export async function usageOf(store: EventStore, userId: string): Promise<Usage> {
  return (await look(store, userId)).usage;
}

/**
 * Counts a file in, as part of the unit of work that opens its job, unless a quota says no: then
 * nothing was written but what had become of other files. One user's uploads pass here one by one,
 * over all processes: the next sees what this one has committed.
 */
export async function countIn(
  tx: TransactionSql,
  store: EventStore,
  file: OpenedFile,
  quotas: Quotas,
): Promise<OverQuota | AccountClosed | undefined> {
  const { jobId, userId, bytes, rows } = file;
  await lockUser(tx, userId);
  // An upload in progress when its user closes the account opens no job.
  if (await isClosed(tx, userId)) return { outcome: "account closed" };
  const { usage, final } = await look(store, userId, tx);
  const refusal = refusalOf(usage, quotas, file);
  if (refusal) return refusal;
  await tx`
    with settled as (
      update upload.kept_file k set rows = s.rows, settled = true
        from unnest(${final.map((file) => file.jobId)}::uuid[],
                    ${final.map((file) => file.rows)}::bigint[]) as s (job_id, rows)
       where k.job_id = s.job_id
    ), of_day as (
      insert into upload.uploaded_hour as h (user_id, hour, bytes)
      values (${userId}, date_trunc('hour', now()), ${bytes})
          on conflict (user_id, hour) do update set bytes = h.bytes + excluded.bytes
    )
    insert into upload.kept_file (job_id, user_id, bytes, rows)
    values (${jobId}, ${userId}, ${bytes}, ${rows})`;
  return undefined;
}

/** One user's uploads wait here for each other, until the end of the unit of work. */
export async function lockUser(tx: TransactionSql, userId: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`upload.kept_file/${userId}`}, 0))`;
}

/** Forgets how much was uploaded more than a day ago. */
export async function forgetOldHours(sql: Sql): Promise<void> {
  await sql`delete from upload.uploaded_hour where hour <= now() - interval '24 hours'`;
}

/** Forgets how much somebody uploaded whose account is closed. */
export async function forgetHoursOf(tx: TransactionSql, userId: string): Promise<void> {
  await tx`delete from upload.uploaded_hour where user_id = ${userId}`;
}

/**
 * Counts a file out, with what was changed in it, as part of the unit of work that deletes its job:
 * nobody is told of it any more. The hour in which it was uploaded still has its bytes.
 */
export async function countOut(tx: TransactionSql, jobId: string): Promise<void> {
  await tx`delete from upload.kept_file where job_id = ${jobId}`;
  await tx`delete from account.ending_job where job_id = ${jobId}`;
  await tx`delete from account.changed_job where job_id = ${jobId}`;
}

type FinalFile = Pick<KeptFile, "jobId"> & Pick<FileState, "rows">;

async function look(
  store: EventStore,
  userId: string,
  tx?: TransactionSql,
): Promise<{ usage: Usage; final: FinalFile[] }> {
  const sql: Sql | TransactionSql = tx ?? store.sql;
  const [kept] = await sql<{ bytes: number; rows: number; day: number; open: KeptFile[] }[]>`
    select coalesce(sum(bytes), 0)::bigint as bytes,
           coalesce(sum(rows) filter (where settled), 0)::bigint as rows,
           (select coalesce(sum(bytes), 0)::bigint from upload.uploaded_hour
             where user_id = ${userId} and hour > now() - interval '24 hours') as day,
           coalesce(json_agg(json_build_object('jobId', job_id, 'bytes', bytes, 'rows', rows))
                      filter (where not settled), '[]') as open
      from upload.kept_file where user_id = ${userId}`;
  const { open } = kept!;
  const newest = await store.readNewest(open.flatMap(({ jobId }) => newestOf(jobId)), tx);
  const events = Map.groupBy(newest, ({ stream }) => stream);
  const states = open.map((file) => {
    const of = streamsOf(file.jobId).flatMap((stream) => events.get(stream) ?? []);
    return { jobId: file.jobId, ...fileState(file, of) };
  });
  const openRows = states.reduce((sum, { rows }) => sum + rows, 0);
  return {
    usage: {
      filesInWork: states.filter(({ inWork }) => inWork).length,
      bytesKept: kept!.bytes,
      rowsKept: kept!.rows + openRows,
      bytesOfDay: kept!.day,
    },
    final: states.filter(({ isFinal }) => isFinal),
  };
}

const streamsOf = (jobId: string) => [jobStream(jobId), rowsStream(jobId), reviewStream(jobId)];

/** The stream of each event that says how far a file is (file_state.ts). */
const TELLING: Record<EventType, ((jobId: string) => string) | undefined> = {
  ParsingCompleted: jobStream,
  ParsingFailed: jobStream,
  JobFailed: jobStream,
  JobRetried: jobStream,
  RowsParsed: rowsStream,
  DedupeCompleted: reviewStream,
  JobCreated: undefined,
  UploadKeyUsed: undefined,
  ParsingStarted: undefined,
  FileRecognized: undefined,
  IssuesOpened: undefined,
  IssuesRevised: undefined,
  IssuesResolved: undefined,
  IssuesReopened: undefined,
  RowsEdited: undefined,
  RowsExcluded: undefined,
  RowsBroughtBack: undefined,
  RowsChangeUndone: undefined,
  ReviewRestored: undefined,
  RowsMerged: undefined,
  JobFinalized: undefined,
  JobDeleted: undefined,
  MappingRemembered: undefined,
};

function newestOf(jobId: string): Newest[] {
  return (Object.keys(TELLING) as EventType[]).flatMap((type) => {
    const stream = TELLING[type]?.(jobId);
    return stream === undefined ? [] : [{ stream, type }];
  });
}
