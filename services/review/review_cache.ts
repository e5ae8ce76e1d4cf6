/**
 * Reviews and rows of the jobs that were decided on last, as far as they were read. Values go before
 * whole jobs, those used least recently first.
 */
import { jobStream, reviewStream } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import { KeptValues } from "./kept_values.ts";
import { evolve, initialReview, type Review } from "./review.ts";
import type { Waiting } from "./review_commands.ts";
import { emptyIndex, type RowIndex } from "./rows.ts";
import { readIndex } from "./stored_rows.ts";

/** Rows (addresses) over all jobs; the least recently used job is evicted first. */
const CACHED_ROWS = 1_000_000;
const CACHED_JOBS = 500;
/** Cached values of rows over all jobs; those of the least recently used job are evicted first. */
const KEPT_BYTES = 32 << 20;
/**
 * The same for one job while its rows are read, since repeated addresses are not known in advance.
 */
const HELD_BYTES = 64 << 20;

export interface CachedReview {
  owner: string;
  /** of the job's stream, which a deletion advances */
  jobVersion: number;
  review: Review;
  index: RowIndex;
  /** whether the review was read: then it is up to date, or an append on it conflicts */
  isLoaded: boolean;
  /** the last work on this job, for which the next one waits */
  last: Promise<unknown>;
  /** commands that wait for their turn, in their order */
  waiting: Waiting[];
}

export class ReviewCache {
  readonly #entries = new Map<string, CachedReview>();

  /**
   * @param cachedRows cached rows of all jobs; a single job may exceed it
   * @param keptBytes cached values
   */
  constructor(
    readonly store: EventStore,
    readonly cachedRows = CACHED_ROWS,
    readonly keptBytes = KEPT_BYTES,
  ) {}

  /** Undefined where the job is unknown. */
  async get(jobId: string): Promise<CachedReview | undefined> {
    const cached = this.#entries.get(jobId);
    if (cached) {
      this.#entries.delete(jobId);
      this.#entries.set(jobId, cached);
      return cached;
    }
    for await (const event of this.store.readStream(jobStream(jobId), 0, { maxEvents: 1 })) {
      if (event.type !== "JobCreated") break;
      const entry: CachedReview = {
        owner: event.data.userId,
        jobVersion: event.version,
        review: initialReview(),
        index: emptyIndex(event.data),
        isLoaded: false,
        last: Promise.resolve(),
        waiting: [],
      };
      // Two concurrent first commands must share one entry.
      const raced = this.#entries.get(jobId) ?? entry;
      this.#entries.set(jobId, raced);
      this.#evict();
      return raced;
    }
    return undefined;
  }

  drop(jobId: string): void {
    this.#entries.delete(jobId);
  }

  holds(jobId: string): boolean {
    return this.#entries.has(jobId);
  }

  /** Reads newer events. False if the job was deleted: its entry is dropped. */
  async catchUp(jobId: string, entry: CachedReview): Promise<boolean> {
    const [isThere] = await Promise.all([
      this.#readJob(jobId, entry),
      this.#readReview(jobId, entry.review),
    ]);
    if (!isThere) {
      this.#entries.delete(jobId);
      return false;
    }
    entry.isLoaded = true;
    // The rows are complete before the first issue is opened, and never change afterwards.
    if (!entry.review.ready || entry.index.batches.length) return true;
    const index = emptyIndex(entry.index);
    await readIndex(this.store, jobId, index, { keptBytes: this.keptBytes, heldBytes: HELD_BYTES });
    // All or nothing: half an index would finalise half a list.
    entry.index = index;
    this.#evict();
    return true;
  }

  async #readJob(jobId: string, entry: CachedReview): Promise<boolean> {
    for await (const event of this.store.readStream(jobStream(jobId), entry.jobVersion)) {
      // Commands that waited for this one find the job deleted, too.
      if (event.type === "JobDeleted") return false;
      // Where nobody said where phones are at home, the file may have.
      if (event.type === "FileRecognized") entry.index.region ??= event.data.region?.code ?? null;
      entry.jobVersion = event.version;
    }
    return true;
  }

  async #readReview(jobId: string, review: Review): Promise<void> {
    for await (const event of this.store.readStream(reviewStream(jobId), review.version)) {
      evolve(review, event);
    }
  }

  #evict(): void {
    this.#dropValues();
    let rows = 0;
    for (const { index } of this.#entries.values()) rows += index.emails.length;
    for (const [jobId, { index }] of this.#entries) {
      const fits = rows <= this.cachedRows && this.#entries.size <= CACHED_JOBS;
      if (fits || this.#entries.size === 1) return;
      this.#entries.delete(jobId);
      rows -= index.emails.length;
    }
  }

  /** Evicts the values of the least recently used jobs; they are looked up from then on. */
  #dropValues(): void {
    const indexes = [...this.#entries.values()].map(({ index }) => index);
    let bytes = indexes.reduce((sum, { kept }) => sum + kept.bytes, 0);
    for (const index of indexes) {
      if (bytes <= this.keptBytes) return;
      bytes -= index.kept.bytes;
      index.kept = new KeptValues();
    }
  }
}
