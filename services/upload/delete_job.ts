/**
 * Deletes a job: its last event, the end of its key and of what it counted for its user, in one unit
 * of work, so that from one moment on the job is deleted and what was personal in it cannot be read. Whoever works on it notices by
 * the version of the job's stream; the file goes when the parser hears of it. Safe to repeat after an
 * unknown outcome: the event's id stays the same.
 */
import { jobStream, type Metadata } from "@rollcall/contracts";
import { type EventStore, type NewEvent, newId, transaction } from "@rollcall/event-store";
import { isAway } from "@rollcall/runtime/away.ts";
import { loadJob, type PipelineJob } from "@rollcall/runtime/job.ts";
import { countOut } from "./usage.ts";

/** `position` is that of the event. A job that is deleted already is as unknown as none. */
export type Deleted = { outcome: "deleted"; position: number } | { outcome: "unknown job" };

/** Tries of a deletion: the job moves on while it is read, or the database's answer is lost. */
const TRIES = 5;

/** @throws where the database stays away: then it is unknown whether the job was deleted */
export async function deleteJob(
  store: EventStore,
  jobId: string,
  userId: string,
  metadata: Metadata,
): Promise<Deleted> {
  const id = newId();
  for (let attempt = 1;; attempt++) {
    try {
      const job = await loadJob(store, jobId);
      // A try before this one may have committed without our hearing of it.
      if (job.deleted?.id === id) return done(store, jobId, job.deleted.position);
      if (job.created?.data.userId !== userId) return { outcome: "unknown job" };
      const position = await tryDelete(store, job, { ...eventOf(job), id, metadata });
      if (position !== undefined) return done(store, jobId, position);
      if (attempt === TRIES) throw new Error(`job ${jobId} changes too often to be deleted`);
    } catch (error) {
      if (attempt === TRIES || !isAway(error)) throw error;
    }
  }
}

/** The position of the event; undefined where the job's stream has moved on meanwhile. */
async function tryDelete(
  store: EventStore,
  { version, created }: PipelineJob,
  event: NewEvent,
): Promise<number | undefined> {
  const { jobId } = created!.data;
  const moved = new Error("rolled back: the job has moved on");
  try {
    return await transaction(store.sql, async (tx) => {
      await countOut(tx, jobId);
      await store.keyring.erase(jobId, tx);
      const appended = await store.appendIn(tx, [
        { stream: jobStream(jobId), expectedVersion: version, events: [event] },
      ]);
      if (appended.outcome === "conflict") throw moved;
      return appended.position;
    }, { deadlineMs: 10_000 });
  } catch (error) {
    if (error === moved) return undefined;
    throw error;
  }
}

function eventOf({ created }: PipelineJob) {
  const { jobId, fileKey } = created!.data;
  return { type: "JobDeleted" as const, data: { jobId, fileKey }, personal: null };
}

function done(store: EventStore, jobId: string, position: number): Deleted {
  // Another request may have read the key again before the commit.
  store.keyring.forget(jobId);
  store.notify();
  return { outcome: "deleted", position };
}
