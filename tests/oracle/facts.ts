/** What the store holds of a job, and what it must hold, in one shape. */
import { jobStream, type RecordedEvent, reviewStream, rowsStream } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import { type ExpectedJob, JOB } from "./expected_job.ts";
import { batchNumbers } from "./outcome.ts";

/** Stream by stream, each in its order; without what differs from run to run. */
export type Facts = { type: string; data: unknown; personal: unknown }[];

/** @throws where the job's stream does not begin with JobCreated */
export async function storedFacts(store: EventStore, jobId: string): Promise<Facts> {
  const events: RecordedEvent[] = [];
  for (const stream of [jobStream(jobId), rowsStream(jobId), reviewStream(jobId)]) {
    events.push(...await Array.fromAsync(store.readStream(stream)));
  }
  const first = events.shift();
  if (first?.type !== "JobCreated") throw new Error(`job-${jobId} begins with ${first?.type}`);
  return comparable(events, jobId);
}

export function expectedFacts({ facts }: ExpectedJob): Facts {
  const ofJob = facts.filter(({ type }) => /^(Parsing|FileRecognized)/.test(type));
  const ofRows = facts.filter(({ type }) => type === "RowsParsed");
  const ofReview = facts.filter((fact) => !ofJob.includes(fact) && !ofRows.includes(fact));
  return comparable([...ofJob, ...ofRows, ...ofReview], JOB);
}

/**
 * Without the ids of the job and its batches, and the bytes read, which follow how the connection cut
 * the file.
 */
function comparable(
  facts: Pick<RecordedEvent, "type" | "data" | "personal">[],
  jobId: string,
): Facts {
  const batchNumber = batchNumbers();
  return facts.map(({ type, data, personal }) => {
    const { bytesRead: _, ...rest } = data as Record<string, unknown>;
    if (typeof rest.batchId === "string") rest.batchId = batchNumber(rest.batchId);
    const plain = JSON.stringify({ type, data: rest, personal }).replaceAll(jobId, "job");
    return JSON.parse(plain);
  });
}
