/**
 * JobDeleted → the job's file is removed from the object store. Removing what is not there is no
 * fault, so that a cause may come again (promise 4).
 */
import { jobStream, parseStream } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import { loadJob } from "@rollcall/runtime/job.ts";
import type { Log } from "@rollcall/runtime/log.ts";
import type { Objects } from "@rollcall/runtime/objects.ts";
import type { Cause } from "@rollcall/runtime/reactions.ts";

export interface RemovalContext {
  store: EventStore;
  objects: Pick<Objects, "remove">;
  log: Log;
}

/** @throws where the object store does not answer, or the job is not deleted */
export async function removeFile(
  { store, objects, log }: RemovalContext,
  cause: Pick<Cause, "stream">,
): Promise<void> {
  const jobId = parseStream(cause.stream).id;
  const { deleted } = await loadJob(store, jobId);
  if (!deleted) throw new Error(`${jobStream(jobId)} is to lose its file, but is not deleted`);
  await objects.remove(deleted.data.fileKey);
  log.info("file removed", { job_id: jobId });
}
