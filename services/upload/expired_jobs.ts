/**
 * Deletes jobs whose time is over, as their owners would, and notes those that go soon, of which
 * identity tells their owners: once an hour beside the service's requests, and by
 * `deno task erasures expired`. Any number of processes may do so at once: a job is deleted once.
 */
import { jobStream, reviewStream, rowsStream } from "@rollcall/contracts";
import { type EventStore, newId } from "@rollcall/event-store";
import {
  DAY_MS,
  deleteAfter,
  type JobLife,
  ownRetentions,
  type RetentionConfig,
  retentionOf,
  tellFrom,
} from "@rollcall/platform/accounts/retention.ts";
import type { FilesOf } from "@rollcall/platform/files.ts";
import type { Log } from "@rollcall/platform/log.ts";
import { noteNow } from "@rollcall/platform/security_log/write_entries.ts";
import { deleteJob } from "./delete_job.ts";
import { forgetOldHours } from "./usage.ts";

export interface ExpiryContext {
  store: EventStore;
  objects: Pick<FilesOf<"upload">, "noteErasure">;
  log: Log;
  retention: RetentionConfig;
}

export interface DueJob {
  jobId: string;
  userId: string;
  deleteAfter: Date;
}

/** Jobs looked up at once. */
const PAGE = 500;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";
const HOUR_MS = 3_600_000;
/** After the start, so that processes that start together do not look together. */
const FIRST_MS = 5 * 60_000;

/** Looks once an hour until stopped. */
export function followExpiry(context: ExpiryContext): { stop(): Promise<void> } {
  let running = Promise.resolve();
  const look = () => {
    running = deleteExpired(context, new Date()).then(() => {}, (error: unknown) => {
      context.log.warn("expired jobs could not be deleted yet", { error });
    });
    void running.then(() => timer = isStopped ? timer : setTimeout(look, HOUR_MS));
  };
  let isStopped = false;
  let timer = setTimeout(look, FIRST_MS * (0.5 + Math.random()));
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/**
 * Deletes what is due at a moment, and notes what expires within a week from then.
 * @returns how many jobs were deleted
 * @throws if a store does not answer; what was done stays done
 */
export async function deleteExpired(context: ExpiryContext, now: Date): Promise<number> {
  const { store, objects, log } = context;
  let deleted = 0;
  await dropStaleNotes(context, now);
  for await (const job of endingJobs(context, now)) {
    const { jobId, userId } = job;
    if (job.deleteAfter > now) {
      await noteEnding(store, job);
      continue;
    }
    // Found a while ago, with others: its owner may have come back to it since.
    const [still] = await endsOf(context, [job]);
    if (!still || still.deleteAfter > now) continue;
    const metadata = { correlationId: newId(), causationId: null, userId, traceparent: null };
    const { outcome } = await deleteJob(store, jobId, userId, metadata);
    // Somebody has changed it: it is no longer due.
    if (outcome !== "deleted") continue;
    await objects.noteErasure(jobId);
    await noteNow(store.sql, { action: "job_expired", userId, jobId, actor: "system" });
    deleted++;
  }
  await store.sql`select security.drop_old()`;
  await forgetOldHours(store.sql);
  if (deleted > 0) log.info("expired jobs were deleted", { jobs: deleted });
  return deleted;
}

/** A user who has returned to a job, or now keeps jobs for longer, gets no warning. */
async function dropStaleNotes(context: ExpiryContext, now: Date): Promise<void> {
  const { sql } = context.store;
  for (let after = FIRST_ID;;) {
    const page = await sql<{ jobId: string; userId: string }[]>`
      select job_id as "jobId", user_id as "userId" from account.ending_job
       where job_id > ${after} order by job_id limit ${PAGE}`;
    if (page.length === 0) return;
    const stale = (await endsOf(context, page)).filter(({ tellFrom }) => tellFrom > now);
    if (stale.length > 0) {
      const ids = stale.map(({ jobId }) => jobId);
      await sql`delete from account.ending_job where job_id = any(${ids}::uuid[])`;
    }
    after = page.at(-1)!.jobId;
  }
}

/** A job that is told again has another end: something has happened in it since, or its user's times. */
async function noteEnding(
  { sql }: EventStore,
  { jobId, deleteAfter }: DueJob,
): Promise<void> {
  // The lock: whoever deletes the job at this moment finds the note, and takes it along.
  await sql`
    insert into account.ending_job (job_id, user_id, delete_after)
    select job_id, user_id, ${deleteAfter} from upload.kept_file
     where job_id = ${jobId} for key share
        on conflict (job_id) do update
       set delete_after = excluded.delete_after, told_at = null
     where account.ending_job.delete_after <> excluded.delete_after`;
}

/** The jobs that are due at a moment, or whose users are to be told by then; the oldest first. */
export async function* endingJobs(
  context: Pick<ExpiryContext, "store" | "retention">,
  at: Date,
): AsyncGenerator<DueJob> {
  const { store } = context;
  // Ids have a time: what was uploaded within the last day is neither.
  const youngest = idAt(at.getTime() - DAY_MS);
  for (let after = FIRST_ID;;) {
    const page = await store.sql<{ jobId: string; userId: string }[]>`
      select job_id as "jobId", user_id as "userId" from upload.kept_file
       where job_id > ${after} and job_id < ${youngest} order by job_id limit ${PAGE}`;
    if (page.length === 0) return;
    for (const { tellFrom, ...job } of await endsOf(context, page)) {
      if (tellFrom <= at) yield job;
    }
    after = page.at(-1)!.jobId;
  }
}

/** When these jobs go as things are now, and from when their users are told; none where one is gone. */
async function endsOf(
  { store, retention }: Pick<ExpiryContext, "store" | "retention">,
  jobs: { jobId: string; userId: string }[],
): Promise<(DueJob & { tellFrom: Date })[]> {
  const own = await ownRetentions(store.sql, [...new Set(jobs.map(({ userId }) => userId))]);
  const lives = await livesOf(store, jobs.map(({ jobId }) => jobId));
  return jobs.flatMap(({ jobId, userId }) => {
    const life = lives.get(jobId);
    if (!life) return [];
    const kept = retentionOf(own.get(userId), retention);
    const end = deleteAfter(life, kept);
    return [{ jobId, userId, deleteAfter: end, tellFrom: tellFrom(life, kept) ?? end }];
  });
}

/** When something last happened in each of these jobs, and whether there ever was a clean list. */
async function livesOf(store: EventStore, jobIds: string[]): Promise<Map<string, JobLife>> {
  const streams = jobIds.flatMap((id) =>
    [jobStream(id), rowsStream(id), reviewStream(id)].map((stream) => ({ id, stream }))
  );
  const newest = await store.sql<{ job_id: string; last_at: Date }[]>`
    select s.job_id, max(n.recorded_at) as last_at
      from unnest(${streams.map(({ id }) => id)}::text[],
                  ${streams.map(({ stream }) => stream)}::text[]) as s (job_id, stream_id)
     cross join lateral (
       select e.recorded_at from event_store.event e
        where e.stream_id = s.stream_id order by e.version desc limit 1) n
     group by s.job_id`;
  const lists = await store.readNewest(
    jobIds.map((id) => ({ stream: reviewStream(id), type: "JobFinalized" as const })),
  );
  const listed = new Set(lists.map(({ stream }) => stream));
  return new Map(newest.map(({ job_id: id, last_at: lastAt }) => {
    return [id, { lastAt, hadList: listed.has(reviewStream(id)) }];
  }));
}

/** The least UUIDv7 of a moment. */
function idAt(ms: number): string {
  const hex = Math.max(0, Math.floor(ms)).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
