/**
 * Deletes a job in one unit of work: its last event, its key, and what it counted towards its
 * user's quota. From then on the job is deleted and nothing personal in it can be read. Workers
 * notice by the version of the job's stream; the parser removes the file. Safe to repeat after an
 * unknown outcome: the event's id stays the same.
 */
import { jobStream, type Metadata } from "@rollcall/contracts";
import {
  type EventStore,
  execute,
  newId,
  retryUntilKnown,
  type StreamAppend,
} from "@rollcall/event-store";
import { isUnavailable } from "@rollcall/platform/unavailable.ts";
import { loadJob } from "@rollcall/platform/pipeline_job.ts";
import { countOut } from "./usage.ts";

/**
 * `position` is that of the event. A job that is deleted already is as unknown as none. `contested
 * job`: others appended to the job again and again meanwhile, and nothing is deleted.
 */
export type Deleted =
  | { outcome: "deleted"; position: number }
  | { outcome: "unknown job" }
  | { outcome: "contested job" };

/** @throws where the database stays away: then it is unknown whether the job was deleted */
export async function deleteJob(
  store: EventStore,
  jobId: string,
  userId: string,
  metadata: Metadata,
): Promise<Deleted> {
  const id = newId(), stream = jobStream(jobId);
  const execution = () =>
    execute(store, {
      load: () => loadJob(store, jobId),
      decide: ({ version, created, deleted }): StreamAppend[] | Deleted => {
        // An earlier try may have committed without our knowing.
        if (deleted?.id === id) return { outcome: "deleted", position: deleted.position };
        if (created?.data.userId !== userId) return { outcome: "unknown job" };
        const { fileKey } = created.data;
        const event = { id, type: "JobDeleted", data: { jobId, fileKey }, personal: null } as const;
        return [{ stream, expectedVersion: version, events: [{ ...event, metadata }] }];
      },
      beside: async (tx) => {
        await countOut(tx, jobId);
        await store.keyring.erase(jobId, tx);
      },
    });
  const result = await retryUntilKnown(isUnavailable, execution);
  if (result.outcome === "conflict") return { outcome: "contested job" };
  if (result.outcome === "unknown job" || result.outcome === "contested job") return result;
  // Another request may have read the key again before the commit, of which no reader may know.
  store.keyring.forget(jobId);
  store.notify();
  return { outcome: "deleted", position: result.position };
}
