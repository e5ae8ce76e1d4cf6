/**
 * Reviews at the edge: loads a job's review and rows, decides, appends, and keeps what it folded so
 * that the next decision reads only what came since. Commands on one job go one after another; a
 * conflict with another process is decided anew. A deleted job is as unknown as none.
 */
import {
  type Fact,
  jobStream,
  type Metadata,
  reviewStream,
  type RowValues,
} from "@rollcall/contracts";
import { type EventStore, newId } from "@rollcall/event-store";
import { type Command, decide } from "./decide.ts";
import { type Preview, previewRule } from "./preview.ts";
import type { RuleCommand } from "./resolve_by_rule.ts";
import { apply, evolve, initialReview, type Review } from "./review.ts";
import { emptyIndex, type RowIndex, RowsNeeded } from "./rows.ts";
import { refuse, type Refused } from "./step.ts";
import { lookUp, readIndex } from "./stored_rows.ts";

interface Unknown {
  outcome: "unknown job";
}

/**
 * `version` is the log position that a reader has to reach to see what the command did; `list` the
 * clean list that stands with it.
 */
export type Executed =
  | { outcome: "done"; settled: number; version: number; list: CleanList | undefined }
  | Unknown
  | Refused
  | Busy;

export interface CleanList {
  version: number;
  contactCount: number;
}

export type Previewed = Preview | Unknown | Refused | Busy;

/** Not now: other work of the same user is in hand. */
export interface Busy {
  outcome: "busy";
  code: string;
  detail: string;
  /** when to come back */
  retryAfterS: number;
}

/** Whoever carries commands on reviews out, here or elsewhere. */
export interface Desk {
  readonly store: EventStore;

  /**
   * Carries a command out.
   * @param userId who asks; a job of somebody else is unknown to them. Null: the system itself
   */
  execute(
    jobId: string,
    userId: string | null,
    command: Command,
    metadata: Metadata,
  ): Promise<Executed>;

  /** What a rule would do; changes nothing. */
  preview(jobId: string, userId: string, command: RuleCommand): Promise<Previewed>;
}

interface Entry {
  owner: string;
  /** of the job's stream: whoever deletes the job moves it on */
  jobVersion: number;
  review: Review;
  index: RowIndex;
  /** the last command on this job; the next waits for it */
  last: Promise<unknown>;
}

/** Rows whose addresses are held in memory, over all jobs; the job not used for longest goes first. */
const CACHED_ROWS = 1_000_000;
const CACHED_JOBS = 500;
const TRIES = 5;

export class Reviews implements Desk {
  readonly #entries = new Map<string, Entry>();

  /** @param cachedRows rows of all jobs that are held in memory; one job's may be more */
  constructor(readonly store: EventStore, readonly cachedRows = CACHED_ROWS) {}

  async execute(
    jobId: string,
    userId: string | null,
    command: Command,
    metadata: Metadata,
  ): Promise<Executed> {
    return await this.#inTurn(jobId, userId, (entry) => {
      return this.#run(jobId, entry, command, metadata);
    });
  }

  async preview(jobId: string, userId: string, command: RuleCommand): Promise<Previewed> {
    return await this.#inTurn(jobId, userId, async (entry) => {
      if (!await this.#catchUp(jobId, entry)) return { outcome: "unknown job" };
      const { review, index } = entry;
      return await this.#withRows(jobId, index, (known) => {
        return previewRule(jobId, review, index, known, command);
      });
    });
  }

  /** Drops what is held of jobs that were erased; a command under way finds its job deleted. */
  forget(jobIds: string[]): void {
    for (const jobId of jobIds) this.#entries.delete(jobId);
  }

  /** Whether something of a job is held in memory. */
  holds(jobId: string): boolean {
    return this.#entries.has(jobId);
  }

  /** Does the work once all that was asked before on this job is done. */
  async #inTurn<T>(
    jobId: string,
    userId: string | null,
    work: (entry: Entry) => Promise<T>,
  ): Promise<T | Unknown> {
    const entry = await this.#entry(jobId);
    if (!entry || userId !== null && entry.owner !== userId) return { outcome: "unknown job" };
    const run = entry.last.then(() => work(entry));
    entry.last = run.catch(() => this.#entries.delete(jobId));
    return await run;
  }

  async #run(jobId: string, entry: Entry, command: Command, metadata: Metadata): Promise<Executed> {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      if (!await this.#catchUp(jobId, entry)) return { outcome: "unknown job" };
      const { review, index } = entry;
      const decision = await this.#withRows(jobId, index, (known) => {
        return decide(jobId, review, index, known, command);
      });
      if (decision.outcome === "refused") return decision;
      const { facts, settled } = decision;
      if (!facts.length) return done(review, settled);
      const events = facts.map((fact) => ({ ...fact, id: newId(), metadata }));
      const outcome = await this.store.append([
        { stream: reviewStream(jobId), expectedVersion: review.version, events },
        // Nothing is decided on a job that is deleted in between.
        { stream: jobStream(jobId), expectedVersion: entry.jobVersion, events: [] },
      ]);
      if (outcome.outcome === "conflict") continue;
      facts.reduce<Review>((state, fact: Fact) => apply(state, fact), review);
      review.version += facts.length;
      review.position = outcome.position;
      return done(review, settled);
    }
    return refuse(
      409,
      "BUSY",
      "Others are deciding on this job at the same time; try again.",
    );
  }

  /** Thinks, looking up the rows that the thinking asks for. */
  async #withRows<T>(
    jobId: string,
    index: RowIndex,
    think: (known: Map<number, RowValues>) => T,
  ): Promise<T> {
    const known = new Map<number, RowValues>();
    for (;;) {
      try {
        return think(known);
      } catch (error) {
        if (!(error instanceof RowsNeeded)) throw error;
        await lookUp(this.store, jobId, index, error.rowIds, known);
      }
    }
  }

  async #entry(jobId: string): Promise<Entry | undefined> {
    const cached = this.#entries.get(jobId);
    if (cached) {
      this.#entries.delete(jobId);
      this.#entries.set(jobId, cached);
      return cached;
    }
    for await (const event of this.store.readStream(jobStream(jobId), 0, { maxEvents: 1 })) {
      if (event.type !== "JobCreated") break;
      const entry: Entry = {
        owner: event.data.userId,
        jobVersion: event.version,
        review: initialReview(),
        index: emptyIndex(event.data),
        last: Promise.resolve(),
      };
      // Two first commands at once must share one entry.
      const raced = this.#entries.get(jobId) ?? entry;
      this.#entries.set(jobId, raced);
      this.#evict();
      return raced;
    }
    return undefined;
  }

  /** Reads what came since. False where the job was deleted: nothing is held of it any more. */
  async #catchUp(jobId: string, entry: Entry): Promise<boolean> {
    const [isThere] = await Promise.all([
      this.#readJob(jobId, entry),
      this.#readReview(jobId, entry.review),
    ]);
    if (!isThere) {
      this.#entries.delete(jobId);
      return false;
    }
    // The rows are complete before the first question is opened, and never change after.
    if (!entry.review.ready || entry.index.batches.length) return true;
    const index = emptyIndex(entry.index);
    await readIndex(this.store, jobId, index);
    // All of them or none: half an index would finalise half a list.
    entry.index = index;
    this.#evict();
    return true;
  }

  async #readJob(jobId: string, entry: Entry): Promise<boolean> {
    for await (const event of this.store.readStream(jobStream(jobId), entry.jobVersion)) {
      // A deleted job is found deleted by every command that waited for this one.
      if (event.type === "JobDeleted") return false;
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
    let rows = 0;
    for (const { index } of this.#entries.values()) rows += index.emails.length;
    for (const [jobId, { index }] of this.#entries) {
      const fits = rows <= this.cachedRows && this.#entries.size <= CACHED_JOBS;
      if (fits || this.#entries.size === 1) return;
      this.#entries.delete(jobId);
      rows -= index.emails.length;
    }
  }
}

function done({ position, finalized, listVersion }: Review, settled: number): Executed {
  const list = finalized && { version: listVersion, contactCount: finalized.contactCount };
  return { outcome: "done", settled, version: position, list };
}
