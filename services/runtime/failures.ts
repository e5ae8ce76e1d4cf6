/**
 * What becomes of a job whose step failed on every try (promise 6): it is FAILED with a sentence, its
 * message lies in the dead-letter queue, other jobs go on. An operator's retry takes it up again.
 */
import { jobStream, type Metadata, parseStream, type Stage } from "@rollcall/contracts";
import { derivedId, type EventStore, newId } from "@rollcall/event-store";
import { loadJob } from "./job.ts";

const TRIES = 5;

const doing: Record<Stage, string> = {
  parsing: "Reading the file",
  dedupe: "Looking for duplicates",
  review: "Making the clean list",
};

/** Sets a job's step aside. Does nothing where the job is set aside already, or was deleted. */
export async function failJob(
  store: EventStore,
  stage: Stage,
  cause: { id: string; stream: string; metadata: Metadata },
): Promise<void> {
  const jobId = parseStream(cause.stream).id;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const job = await loadJob(store, jobId);
    if (!job.created || job.failed || job.parsed === "failed") return;
    const { outcome } = await store.append([{
      stream: jobStream(jobId),
      expectedVersion: job.version,
      events: [{
        id: derivedId(cause.id, `${stage} failed at ${job.version}`),
        type: "JobFailed",
        data: {
          jobId,
          stage,
          causeId: cause.id,
          message: `${doing[stage]} failed on every try through a fault of ours. ` +
            `Your file is safe: we will try again once the fault is mended.`,
        },
        personal: null,
        metadata: { ...cause.metadata, causationId: cause.id, userId: null },
      }],
    }]);
    if (outcome !== "conflict") return;
  }
  throw new Error(`job ${jobId} changes too often to be set aside`);
}

/**
 * Sends a job that was set aside on its way again: the event wakes the step that failed.
 * @returns false where the job is not set aside
 */
export async function retryJob(store: EventStore, jobId: string): Promise<boolean> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const job = await loadJob(store, jobId);
    if (!job.failed) return false;
    const { stage, causeId } = job.failed;
    const { outcome } = await store.append([{
      stream: jobStream(jobId),
      expectedVersion: job.version,
      events: [{
        id: newId(),
        type: "JobRetried",
        data: { jobId, stage, causeId },
        personal: null,
        metadata: {
          correlationId: newId(),
          causationId: causeId,
          userId: null,
          traceparent: null,
        },
      }],
    }]);
    if (outcome !== "conflict") return true;
  }
  throw new Error(`job ${jobId} changes too often to be retried`);
}
