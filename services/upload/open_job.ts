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
  type NewEvent,
  newId,
  type StreamAppend,
  transaction,
} from "@rollcall/event-store";
import { isAway } from "@rollcall/runtime/away.ts";
import { loadJob } from "@rollcall/runtime/job.ts";
import type { HttpProblem } from "@rollcall/runtime/problem.ts";
import { type Quotas, rowsToKeep } from "./quotas.ts";
import type { ReceivedFile } from "./receive.ts";
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
 * `key_reused`: it was used before for other content, or for the same to be read otherwise.
 * `over_quota`: the user has too much already. In these three cases nothing was appended. A key whose
 * job was deleted is free again, and opens a new one.
 */
export type Opened =
  | { outcome: "opened"; event: JobCreated }
  | { outcome: "repeated"; event: JobCreated }
  | { outcome: "key_reused" }
  | { outcome: "over_quota"; refusal: HttpProblem };

/** How often an unknown outcome is looked into before the client is told to come back. */
const attempts = 3;

/** @throws where the database stays away: then it is unknown whether the job was opened */
export async function openJob(store: EventStore, job: NewJob, quotas: Quotas): Promise<Opened> {
  const request = requestFor(job);
  for (let attempt = 1;; attempt++) {
    try {
      // A try before this one may have committed without our hearing of it.
      const event = attempt > 1 ? await createdEvent(store, job.jobId) : undefined;
      if (event) return { outcome: "opened", event };
      return await tryOpen(store, job, quotas, request);
    } catch (error) {
      if (attempt === attempts || !isRepeatable(error)) throw error;
    }
  }
}

/** The event that opened a job, or undefined where there is none. */
export async function createdEvent(
  store: EventStore,
  jobId: string,
): Promise<JobCreated | undefined> {
  for await (const event of store.readStream(jobStream(jobId), 0, { maxEvents: 1 })) {
    if (event.type === "JobCreated") return event;
  }
  return undefined;
}

async function tryOpen(
  store: EventStore,
  job: NewJob,
  quotas: Quotas,
  request: StreamAppend[],
): Promise<Opened> {
  const { jobId, userId, file } = job;
  const rows = rowsToKeep(file.lines, quotas);
  const kept = { jobId, userId, bytes: file.sizeBytes, rows };
  const conflict = new RolledBack();
  let refusal: HttpProblem | undefined;
  try {
    await transaction(store.sql, async (tx) => {
      refusal = await countIn(tx, store, kept, quotas);
      if (refusal) throw conflict;
      await store.keyring.create(tx, jobId);
      const { outcome } = await store.appendIn(tx, request);
      if (outcome === "conflict") throw conflict;
    }, { deadlineMs: 10_000 });
  } catch (error) {
    if (error !== conflict) throw error;
    const spent = await whoseKey(store, job);
    if (spent.outcome === "repeated" || spent.outcome === "key_reused") return spent;
    if (refusal) return { outcome: "over_quota", refusal };
    if (spent.outcome === "unused") {
      throw new Error(`opening job ${jobId} conflicted, but its key was never used`);
    }
    const [opening, mark] = request;
    const again = [opening!, { ...mark!, expectedVersion: spent.version }];
    return await tryOpen(store, job, quotas, again);
  }
  store.notify();
  return { outcome: "opened", event: await mustRead(store, jobId) };
}

/** Rolls the new job's data key back, and that it was counted. */
class RolledBack extends Error {}

/**
 * `unused`: nobody has used the key, or there is none. `free`: the job that it was last used for is
 * deleted; `version` is the mark's stream's.
 */
type Spent =
  | Extract<Opened, { outcome: "repeated" | "key_reused" }>
  | { outcome: "unused" }
  | { outcome: "free"; version: number };

async function whoseKey(store: EventStore, { file, ...job }: NewJob): Promise<Spent> {
  if (job.idempotencyKey === undefined) return { outcome: "unused" };
  const stream = uploadKeyStream(keyHash(job));
  const [mark] = (await Array.fromAsync(store.readStream(stream))).slice(-1);
  if (mark?.type !== "UploadKeyUsed") return { outcome: "unused" };
  const { created, deleted } = await loadJob(store, mark.data.jobId);
  if (deleted) return { outcome: "free", version: mark.version };
  if (mark.data.sha256 !== file.sha256) return { outcome: "key_reused" };
  if (!created) throw new Error(`${stream} names job ${mark.data.jobId}, which cannot be found`);
  if (!isDeepStrictEqual(wishesOf(created), wishesOf(toFact({ file, ...job })))) {
    return { outcome: "key_reused" };
  }
  return { outcome: "repeated", event: created };
}

async function mustRead(store: EventStore, jobId: string): Promise<JobCreated> {
  const event = await createdEvent(store, jobId);
  if (!event) throw new Error(`job ${jobId} was opened, but its first event cannot be found`);
  return event;
}

type Opening = Pick<JobCreated, "type" | "data" | "personal">;

/** All that the result depends on, beside the content. */
function wishesOf({ data, personal }: Opening) {
  const { format, encoding, delimiter, headerRow, region, foldGmail } = data;
  const { sheet, mapping } = personal ?? {};
  // A job from before did what is the default now, as far as a client could ask.
  const samePerson = data.samePerson ?? "first";
  return { format, encoding, delimiter, headerRow, region, foldGmail, samePerson, sheet, mapping };
}

function toFact({ jobId, userId, fileKey, file }: Omit<NewJob, "metadata">): Opening {
  const { format, sizeBytes, sha256, filename, mapping } = file;
  const { sheet, ...options } = file.options;
  return {
    type: "JobCreated",
    data: { jobId, userId, fileKey, sizeBytes, sha256, format, ...options },
    personal: { originalFilename: filename, sheet, mapping },
  };
}

function requestFor(job: NewJob): StreamAppend[] {
  const { jobId, userId, file, metadata } = job;
  const created: NewEvent = { id: newId(), ...toFact(job), metadata };
  const opening = { stream: jobStream(jobId), expectedVersion: 0, events: [created] };
  if (job.idempotencyKey === undefined) return [opening];
  const spent: NewEvent = {
    id: newId(),
    type: "UploadKeyUsed",
    data: { jobId, userId, sha256: file.sha256 },
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
  return isAway(error) || (error as { code?: unknown }).code === "23505";
}
