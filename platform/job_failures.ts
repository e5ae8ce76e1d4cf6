/**
 * Setting jobs aside (promise 6): a job of which a stage failed on every try is FAILED with a
 * reason, its message is in the dead-letter queue, and other jobs go on. An operator can retry it.
 */
import { jobStream, type Metadata, parseStream, type Stage } from "@rollcall/contracts";
import { derivedId, type EventStore, execute, type NewEvent, newId } from "@rollcall/event-store";
import { loadJob, type PipelineJob } from "./pipeline_job.ts";

const doing: Record<Stage, string> = {
  parsing: "Reading the file",
  dedupe: "Looking for duplicates",
  review: "Creating the clean list",
};

/** Sets a job aside. Does nothing if it is set aside already or was deleted. */
export async function failJob(
  store: EventStore,
  stage: Stage,
  cause: { id: string; stream: string; metadata: Metadata },
): Promise<void> {
  const jobId = parseStream(cause.stream).id;
  await appendToJob(store, jobId, (job) => {
    if (!job.created || job.failed || job.parsed === "failed") return undefined;
    return {
      id: derivedId(cause.id, `${stage} failed at ${job.version}`),
      type: "JobFailed",
      data: {
        jobId,
        stage,
        causeId: cause.id,
        message: `${doing[stage]} failed because of an error on our side. ` +
          `Your file is safe; we will try again once the error is fixed.`,
      },
      personal: null,
      metadata: { ...cause.metadata, causationId: cause.id, userId: null },
    };
  });
}

/**
 * Retries a job that was set aside: the event wakes the stage that failed.
 * @returns false where the job is not set aside
 */
export async function retryJob(store: EventStore, jobId: string): Promise<boolean> {
  return await appendToJob(store, jobId, ({ failed }) => {
    if (!failed) return undefined;
    const { stage, causeId } = failed;
    return {
      id: newId(),
      type: "JobRetried",
      data: { jobId, stage, causeId },
      personal: null,
      metadata: { correlationId: newId(), causationId: causeId, userId: null, traceparent: null },
    };
  });
}

/** @returns whether there was an event to append */
async function appendToJob(
  store: EventStore,
  jobId: string,
  decide: (job: PipelineJob) => NewEvent | undefined,
): Promise<boolean> {
  const result = await execute(store, {
    load: () => loadJob(store, jobId),
    decide: (job) => {
      const event = decide(job);
      return event && [{ stream: jobStream(jobId), expectedVersion: job.version, events: [event] }];
    },
  });
  if (result?.outcome === "conflict") throw new Error(`job ${jobId} changes too often`);
  return result !== undefined;
}
