/**
 * JobDeleted → writes the erasure down in the ledger, and removes the job's file from the object store.
 * Both may be repeated, so the reaction is idempotent (promise 4).
 */
import { jobStream, parseStream } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import { loadJob } from "@rollcall/platform/pipeline_job.ts";
import type { Log } from "@rollcall/platform/log.ts";
import type { ObjectStore } from "@rollcall/platform/object_store.ts";
import type { Cause } from "@rollcall/platform/reactions.ts";

export interface RemovalContext {
  store: EventStore;
  objects: Pick<ObjectStore, "remove" | "noteErasure">;
  log: Log;
}

/** @throws if the object store does not answer, or the job is not deleted */
export async function removeFile(
  { store, objects, log }: RemovalContext,
  cause: Pick<Cause, "stream">,
): Promise<void> {
  const jobId = parseStream(cause.stream).id;
  const { deleted } = await loadJob(store, jobId);
  if (!deleted) throw new Error(`${jobStream(jobId)} is to lose its file, but is not deleted`);
  await objects.noteErasure(jobId);
  await objects.remove(deleted.data.fileKey);
  log.info("file removed", { job_id: jobId });
}
