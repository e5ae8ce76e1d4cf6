/**
 * Opens the job of a file that lies in the object store: it is counted in, gets its key, its first
 * event and, where the client named one, the mark that its Idempotency-Key is spent, all in one unit
 * of work. Safe to repeat after an unknown outcome: the ids stay the same.
 */
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { jobStream, type Metadata, type RecordedEvent, uploadKeyStream } from "@rollcall/contracts";
import {
  type EventStore,
  execute,
  type NewEvent,
  newId,
  retryUntilKnown,
  type StreamAppend,
} from "@rollcall/event-store";
import { isUnavailable } from "@rollcall/platform/unavailable.ts";
import { loadJob } from "@rollcall/platform/pipeline_job.ts";
import { type Quotas, rowsToKeep } from "./quotas.ts";
import type { ReceivedFile } from "./receive.ts";
import type { AccountClosed, OverQuota } from "./refusal.ts";
import { countIn } from "./usage.ts";

export type NewJob = {
  jobId: string;
  userId: string;
  fileKey: string;
  file: ReceivedFile;
  idempotencyKey: string | undefined;
  metadata: Metadata;
};

type JobCreated = RecordedEvent<"JobCreated">;

/**
 * `repeated`: the key was used before for the same content and options; this is the job of then.
 * `key reused`: it was used before for other content, or for the same to be read otherwise.
 * An outcome of `OverQuota`: the user has too much already, or has uploaded too much lately.
 * `contested key`: others spent the same key again and again meanwhile. In all these cases nothing was
 * appended. A key whose job was deleted is free again, and opens a new one.
 */
export type Opened =
  | { outcome: "opened"; event: JobCreated }
  | { outcome: "repeated"; event: JobCreated }
  | { outcome: "key reused" }
  | { outcome: "contested key" }
  | AccountClosed
  | OverQuota;

/** @throws where the database stays away: then it is unknown whether the job was opened */
export async function openJob(store: EventStore, job: NewJob, quotas: Quotas): Promise<Opened> {
  const request = requestFor(job);
  return await retryUntilKnown(isRepeatable, async (tries) => {
    // An earlier try may have committed without our knowing.
    const event = tries > 1 ? await createdEvent(store, job.jobId) : undefined;
    return event ? { outcome: "opened", event } : await open(store, job, quotas, request);
  });
}

/** The event that opened a job, or undefined where there is none. */
async function createdEvent(
  store: EventStore,
  jobId: string,
): Promise<JobCreated | undefined> {
  for await (const event of store.readStream(jobStream(jobId), 0, { maxEvents: 1 })) {
    if (event.type === "JobCreated") return event;
  }
  return undefined;
}

async function open(
  store: EventStore,
  job: NewJob,
  quotas: Quotas,
  [opening, ...marks]: StreamAppend[],
): Promise<Opened> {
  const { jobId, userId, file } = job;
  const kept = { jobId, userId, bytes: file.sizeBytes, rows: rowsToKeep(file.lines, quotas) };
  const result = await execute(store, {
    load: () => whoseKey(store, job),
    presumed: unused,
    decide: (spent): StreamAppend[] | Opened => {
      if (spent.outcome !== "free") return spent;
      return [opening!, ...marks.map((mark) => ({ ...mark, expectedVersion: spent.version }))];
    },
    beside: async (tx): Promise<Opened | void> => {
      const refusal = await countIn(tx, store, kept, quotas);
      if (refusal) return refusal;
      await store.keyring.create(tx, jobId);
    },
  });
  switch (result.outcome) {
    case "appended":
      return { outcome: "opened", event: await mustFind(store, job) };
    case "conflict":
      return { outcome: "contested key" };
    case "too many files in work":
    case "too much kept":
    case "too much in a day": {
      // A retry with the same key may have filled the quota by this very file.
      const spent = await whoseKey(store, job);
      return spent.outcome === "free" ? result : spent;
    }
    default:
      return result;
  }
}

/** The key is unused, or there is none; or the job that it was used for is deleted. */
interface Free {
  outcome: "free";
  /** of the mark's stream */
  version: number;
}

const unused: Opened | Free = { outcome: "free", version: 0 };

async function whoseKey(store: EventStore, { file, ...job }: NewJob): Promise<Opened | Free> {
  if (job.idempotencyKey === undefined) return unused;
  const stream = uploadKeyStream(keyHash(job));
  const [mark] = (await Array.fromAsync(store.readStream(stream))).slice(-1);
  if (mark?.type !== "UploadKeyUsed") return unused;
  const { created, deleted } = await loadJob(store, mark.data.jobId);
  if (deleted) return { outcome: "free", version: mark.version };
  if (!created) throw new Error(`${stream} names job ${mark.data.jobId}, which cannot be found`);
  if (created.personal?.sha256 !== file.sha256) return { outcome: "key reused" };
  if (!isDeepStrictEqual(wishesOf(created), wishesOf(toFact({ file, ...job })))) {
    return { outcome: "key reused" };
  }
  return { outcome: "repeated", event: created };
}

/** The event that was just appended: what is sealed of it is known, and need not be opened. */
async function mustFind(store: EventStore, job: NewJob): Promise<JobCreated> {
  const { jobId } = job;
  const [event] = await store.readNewest([{ stream: jobStream(jobId), type: "JobCreated" }]);
  if (event?.type !== "JobCreated") {
    throw new Error(`job ${jobId} was opened, but its first event cannot be found`);
  }
  return { ...event, personal: toFact(job).personal };
}

type Opening = Pick<JobCreated, "type" | "data" | "personal">;

/** All that the result depends on, beside the content. */
function wishesOf({ data, personal }: Opening) {
  const { format, encoding, delimiter, headerRow, region, foldGmail, readAgain } = data;
  const { sheet, mapping, columns } = personal ?? {};
  // A job from before did what is the default now, as far as a client could ask.
  const samePerson = data.samePerson ?? "first";
  const read = { format, encoding, delimiter, headerRow, sheet, mapping, columns };
  return { ...read, region, foldGmail, samePerson, readAgain };
}

function toFact({ jobId, userId, fileKey, file }: Omit<NewJob, "metadata">): Opening {
  const { format, sizeBytes, sha256, filename, mapping, columns, readAgain } = file;
  const { sheet, ...options } = file.options;
  return {
    type: "JobCreated",
    data: { jobId, userId, fileKey, sizeBytes, format, ...options, readAgain },
    personal: { originalFilename: filename, sha256, sheet, mapping, columns },
  };
}

function requestFor(job: NewJob): StreamAppend[] {
  const { jobId, userId, metadata } = job;
  const created: NewEvent = { id: newId(), ...toFact(job), metadata };
  const opening = { stream: jobStream(jobId), expectedVersion: 0, events: [created] };
  if (job.idempotencyKey === undefined) return [opening];
  const spent: NewEvent = {
    id: newId(),
    type: "UploadKeyUsed",
    data: { jobId, userId },
    personal: null,
    metadata,
  };
  const mark = { stream: uploadKeyStream(keyHash(job)), expectedVersion: 0, events: [spent] };
  return [opening, mark];
}

/** A key is the user's own: two users may happen to choose the same. */
function keyHash({ userId, idempotencyKey }: Omit<NewJob, "file">): string {
  return createHash("sha256").update(`${userId}:${idempotencyKey}`).digest("hex");
}

/** The job's key being there already means that a try of ours is about to be found. */
function isRepeatable(error: unknown): boolean {
  return isUnavailable(error) || (error as { code?: unknown }).code === "23505";
}
