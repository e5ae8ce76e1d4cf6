/**
 * Appends issues in batches as they are found, so that neither memory nor an append grows with the
 * file. They take effect only with the DedupeCompleted that follows. After a crash it resumes after
 * the last issue in the store (promises 4 and 5).
 */
import { jobStream, reviewStream } from "@rollcall/contracts";
import { derivedId, type EventStore, type NewEvent } from "@rollcall/event-store";
import { appendAlone } from "@rollcall/platform/only_writer.ts";
import { type Cause, causedBy } from "@rollcall/platform/reactions.ts";
import type { FoundIssue } from "./find_issues.ts";

/** Issues per event. */
const BATCH_ISSUES = 500;
/** Bytes per event; a single issue may exceed it, as it may be about very many rows. */
const BATCH_BYTES = 256 << 10;
/** Bytes per append; a single event may exceed it. */
const APPEND_BYTES = 1 << 20;

/** How many of a job's issues are in the store. */
export interface IssuesInStore {
  /** of the review's stream */
  version: number;
  count: number;
  /** whether all are stored */
  completed: boolean;
}

export async function storedIssues(store: EventStore, jobId: string): Promise<IssuesInStore> {
  const stored = { version: 0, count: 0, completed: false };
  for await (const event of store.readStream(reviewStream(jobId))) {
    stored.version = event.version;
    if (event.type === "IssuesOpened") stored.count += event.data.issues.length;
    if (event.type === "DedupeCompleted") return { ...stored, completed: true };
  }
  return stored;
}

export class IssueWriter {
  /** issues written so far, including those already in the store */
  count = 0;
  /** those of them that need a decision */
  asked = 0;
  #batch: FoundIssue[] = [];
  #batchBytes = 0;
  #events: NewEvent[] = [];
  #bytes = 0;
  #version: number;
  readonly #stored: number;

  /** @param job the job's known state; a concurrent change of it ends the writing */
  constructor(
    readonly store: EventStore,
    readonly job: { id: string; version: number },
    readonly cause: Cause,
    stored: IssuesInStore,
  ) {
    this.#version = stored.version;
    this.#stored = stored.count;
  }

  /** @throws if the review or the job was changed by another process */
  async write(issue: FoundIssue): Promise<void> {
    if (!issue.told) this.asked++;
    if (++this.count <= this.#stored) return;
    const bytes = bytesOf(issue);
    const isFull = this.#batch.length >= BATCH_ISSUES || this.#batchBytes + bytes > BATCH_BYTES;
    if (isFull) this.#closeBatch(this.count - 1);
    this.#batch.push(issue);
    this.#batchBytes += bytes;
    if (this.#bytes >= APPEND_BYTES) await this.#append();
  }

  /** Appends the rest, and DedupeCompleted. @throws the same */
  async finish(repeatedRows: number): Promise<void> {
    this.#closeBatch(this.count);
    this.#events.push({
      id: derivedId(this.cause.id, "DedupeCompleted"),
      type: "DedupeCompleted",
      data: { jobId: this.job.id, issueCount: this.asked, repeatedRows },
      personal: null,
      metadata: causedBy(this.cause),
    });
    await this.#append();
  }

  /** @param last number of the batch's last issue */
  #closeBatch(last: number): void {
    const batch = this.#batch, first = last - batch.length + 1;
    if (!batch.length) return;
    this.#events.push({
      // Both ends: if batches were split differently, this must be a conflict and not a duplicate.
      id: derivedId(this.cause.id, `issues ${first} to ${last}`),
      type: "IssuesOpened",
      data: {
        jobId: this.job.id,
        issues: batch.map(({ type, rowIds, offered, told }, i) => ({
          number: first + i,
          type,
          ...(offered && { scope: "file" as const }),
          rowIds,
          ...(told && { told }),
        })),
      },
      personal: { keys: batch.map((issue) => issue.key), ...offersOf(batch, first) },
      metadata: causedBy(this.cause),
    });
    this.#bytes += this.#batchBytes;
    this.#batch = [];
    this.#batchBytes = 0;
  }

  async #append(): Promise<void> {
    await appendAlone(this.store, [
      { stream: reviewStream(this.job.id), expectedVersion: this.#version, events: this.#events },
      // Conflicts if the job was deleted or set aside while its rows were compared.
      { stream: jobStream(this.job.id), expectedVersion: this.job.version, events: [] },
    ]);
    this.#version += this.#events.length;
    this.#events = [];
    this.#bytes = 0;
  }
}

/**
 * The candidate columns of issues about the whole file, if any. @param first number of the first
 */
function offersOf(batch: FoundIssue[], first: number) {
  const offered = batch.flatMap(({ offered }, i) =>
    offered ? [{ number: first + i, columns: offered }] : []
  );
  return offered.length ? { offered } : {};
}

/** The approximate size of an issue in an event, including its sealed key. */
const bytesOf = ({ key, rowIds, offered = [] }: FoundIssue) =>
  60 + 2 * key.length + 7 * rowIds.length + 2 * JSON.stringify(offered).length;
