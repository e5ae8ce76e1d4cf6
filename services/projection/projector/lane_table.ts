/**
 * The lanes of a generation: jobs whose events are folded independently of the log's order, each
 * with the position up to which it is complete. A lane is opened by the batch that skips the job's
 * events, and ends under the checkpoint's lock once it has caught up with the checkpoint.
 */
import type { Sql, TransactionSql } from "@rollcall/event-store";

export interface Lane {
  job_id: string;
  /** all of the job's events up to this position are folded */
  position: number;
  /** why it is set aside, for its owner; null if it is not */
  sentence: string | null;
}

/** What holds while a checkpoint is locked. */
export interface Standing {
  /** the jobs that have lanes */
  laned: ReadonlySet<string>;
  /** the generation that readers see */
  live: number | undefined;
}

/**
 * Locks a generation's checkpoint for the rest of the transaction.
 * @returns undefined if the checkpoint is elsewhere
 */
export async function lockCheckpoint(
  tx: TransactionSql,
  { schema, subscription, from }: { schema: string; subscription: string; from: number },
): Promise<Standing | undefined> {
  const [row] = await tx<{ position: number }[]>`
    select position from event_store.checkpoint where subscription = ${subscription} for update`;
  if ((row?.position ?? 0) !== from) return undefined;
  // A separate statement, so that it sees what there is after the lock was acquired.
  const [standing] = await tx<{ laned: string[]; live: number | null }[]>`
    select array(select job_id::text from ${tx(`${schema}.lanes`)}) as laned,
           (select number from read_models.generation where state = 'live') as live`;
  const { laned, live } = standing!;
  return { laned: new Set(laned), live: live ?? undefined };
}

/** The generation that readers see. */
export async function liveNumber(tx: TransactionSql): Promise<number | undefined> {
  const [live] = await tx<{ number: number }[]>`
    select number from read_models.generation where state = 'live'`;
  return live?.number;
}

/** @param diverted jobs with the position up to which all their events are folded */
export async function openLanes(
  tx: TransactionSql,
  schema: string,
  diverted: ReadonlyMap<string, number>,
): Promise<void> {
  if (diverted.size === 0) return;
  await tx`
    insert into ${tx(`${schema}.lanes`)} (job_id, position)
    select * from unnest(${[...diverted.keys()]}::uuid[], ${[...diverted.values()]}::bigint[])`;
}

/** Waits for slices in progress. */
export async function endLanes(
  tx: TransactionSql,
  schema: string,
  jobIds: string[],
): Promise<void> {
  if (jobIds.length === 0) return;
  await tx`delete from ${tx(`${schema}.lanes`)} where job_id = any(${jobIds}::uuid[])`;
}

/** All lanes, the one furthest behind first. */
export async function findLanes(sql: Sql | TransactionSql, schema: string): Promise<Lane[]> {
  return await sql<Lane[]>`
    select job_id, position, sentence from ${sql(`${schema}.lanes`)} order by position, job_id`;
}

/**
 * @returns whether it was at `from`; otherwise another process worked on it, or its job was deleted
 */
export async function moveLane(
  tx: TransactionSql,
  schema: string,
  { jobId, from, to }: { jobId: string; from: number; to: number },
): Promise<boolean> {
  const { count } = await tx`
    update ${tx(`${schema}.lanes`)}
       set position = ${to}, sentence = null, moved_at = clock_timestamp()
     where job_id = ${jobId} and position = ${from}`;
  return count === 1;
}

/** Records why a lane is set aside. */
export async function setLaneAside(
  tx: TransactionSql,
  schema: string,
  { jobId, position, sentence }: { jobId: string; position: number; sentence: string },
): Promise<void> {
  await tx`
    update ${tx(`${schema}.lanes`)} set sentence = ${sentence}
     where job_id = ${jobId} and position = ${position}`;
}
