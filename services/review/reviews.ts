/**
 * Executes commands on reviews: loads a job's review and rows, decides, appends, and caches the
 * folded state, so that the next command reads only newer events. Commands on one job are
 * serialised; after a conflict with another process, the decision is repeated. A deleted job is
 * treated as unknown.
 */
import { jobStream, type Metadata, reviewStream, type RowValues } from "@rollcall/contracts";
import { type EventStore, execute, newId, type StreamAppend } from "@rollcall/event-store";
import { type Command, decide, type Decided, type Needs } from "./decide.ts";
import { KeptValues } from "./kept_values.ts";
import { type Preview, previewRule } from "./preview.ts";
import type { RuleCommand } from "./resolve_by_rule.ts";
import { apply, evolve, initialReview, type Review } from "./review.ts";
import { emptyIndex, type RowIndex } from "./rows.ts";
import { refuse, type Refused, type Stayed } from "./direct_effects.ts";
import { lookUp, readIndex } from "./stored_rows.ts";

interface Unknown {
  outcome: "unknown job";
}

/**
 * `version` is the log position from which readers see the command's effect; `list` is the current
 * clean list.
 */
export type Executed =
  | {
    outcome: "done";
    settled: number;
    stayed?: Stayed;
    version: number;
    list: CleanList | undefined;
  }
  | Unknown
  | Refused
  | Busy;

export interface CleanList {
  version: number;
  contactCount: number;
}

export type Previewed = Preview | Unknown | Refused | Busy;

/** Temporarily refused: other work of the same user is in progress. */
export interface Busy {
  outcome: "busy";
  code: string;
  detail: string;
  /** when to retry */
  retryAfterS: number;
}

/** Executes commands on reviews, here or in a thread. */
export interface ReviewCommands {
  readonly store: EventStore;

  /**
   * Executes a command.
   * @param userId the user, for whom other users' jobs are unknown. Null: the system itself
   */
  execute(
    jobId: string,
    userId: string | null,
    command: Command,
    metadata: Metadata,
  ): Promise<Executed>;

  /** Previews a rule; changes nothing. */
  preview(jobId: string, userId: string, command: RuleCommand): Promise<Previewed>;
}

interface Entry {
  owner: string;
  /** of the job's stream, which a deletion advances */
  jobVersion: number;
  review: Review;
  index: RowIndex;
  /** the last command on this job, for which the next one waits */
  last: Promise<unknown>;
}

/** Cached rows (addresses) over all jobs; the least recently used job is evicted first. */
const CACHED_ROWS = 1_000_000;
const CACHED_JOBS = 500;
/** Cached values of rows over all jobs; those of the least recently used job are evicted first. */
const KEPT_BYTES = 32 << 20;
/**
 * The same for one job while its rows are read, since repeated addresses are not known in advance.
 */
const HELD_BYTES = 64 << 20;

export class Reviews implements ReviewCommands {
  readonly #entries = new Map<string, Entry>();

  /**
   * @param cachedRows cached rows of all jobs; a single job may exceed it
   * @param keptBytes cached values
   */
  constructor(
    readonly store: EventStore,
    readonly cachedRows = CACHED_ROWS,
    readonly keptBytes = KEPT_BYTES,
  ) {}

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

  /** Loads a job's review and rows, for the decisions to come. */
  async prepare(jobId: string): Promise<void> {
    await this.#inTurn(jobId, null, (entry) => this.#catchUp(jobId, entry));
  }

  /** Drops cached data of erased jobs; a command in progress will find its job deleted. */
  forget(jobIds: string[]): void {
    for (const jobId of jobIds) this.#entries.delete(jobId);
  }

  /** Whether anything of a job is cached. */
  holds(jobId: string): boolean {
    return this.#entries.has(jobId);
  }

  /** Does the work once all earlier commands on this job are done. */
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
    const { review } = entry;
    let decided: Decided = { outcome: "decided", facts: [], settled: 0 };
    const result = await execute(this.store, {
      load: () => this.#catchUp(jobId, entry),
      decide: async (isThere): Promise<StreamAppend[] | Executed> => {
        if (!isThere) return { outcome: "unknown job" };
        const decision = await this.#withRows(jobId, entry.index, (known) => {
          return decide(jobId, review, entry.index, known, command);
        });
        if (decision.outcome === "refused") return decision;
        decided = decision;
        if (!decided.facts.length) return done(review, decided);
        const events = decided.facts.map((fact) => ({ ...fact, id: newId(), metadata }));
        return [
          { stream: reviewStream(jobId), expectedVersion: review.version, events },
          // Conflicts if the job is deleted in between.
          { stream: jobStream(jobId), expectedVersion: entry.jobVersion, events: [] },
        ];
      },
    });
    if (result.outcome === "conflict") {
      const detail = "Others are deciding on this job at the same time; try again.";
      return refuse(409, "BUSY", detail);
    }
    if (result.outcome !== "appended") return result;
    const { facts } = decided;
    // The events of one append have positions without a gap.
    review.position = result.position - facts.length;
    for (const fact of facts) {
      review.version++;
      review.position++;
      apply(review, fact);
    }
    return done(review, decided);
  }

  /** Runs a pure decision, looking up the rows that it needs. */
  async #withRows<Thought extends { outcome: string }>(
    jobId: string,
    index: RowIndex,
    think: (known: Map<number, RowValues>) => Thought | Needs,
  ): Promise<Thought> {
    const known = new Map<number, RowValues>();
    for (;;) {
      const thought = think(known);
      if (!isNeeds(thought)) return thought;
      await lookUp(this.store, jobId, index, thought.rowIds, known);
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
      // Two concurrent first commands must share one entry.
      const raced = this.#entries.get(jobId) ?? entry;
      this.#entries.set(jobId, raced);
      this.#evict();
      return raced;
    }
    return undefined;
  }

  /** Reads newer events. False if the job was deleted: its entry is dropped. */
  async #catchUp(jobId: string, entry: Entry): Promise<boolean> {
    const [isThere] = await Promise.all([
      this.#readJob(jobId, entry),
      this.#readReview(jobId, entry.review),
    ]);
    if (!isThere) {
      this.#entries.delete(jobId);
      return false;
    }
    // The rows are complete before the first issue is opened, and never change afterwards.
    if (!entry.review.ready || entry.index.batches.length) return true;
    const index = emptyIndex(entry.index);
    await readIndex(this.store, jobId, index, { keptBytes: this.keptBytes, heldBytes: HELD_BYTES });
    // All or nothing: half an index would finalise half a list.
    entry.index = index;
    this.#evict();
    return true;
  }

  async #readJob(jobId: string, entry: Entry): Promise<boolean> {
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

function done(
  { position, finalized, listVersion }: Review,
  { settled, stayed }: { settled: number; stayed?: Stayed },
): Executed {
  const list = finalized && { version: listVersion, contactCount: finalized.contactCount };
  return { outcome: "done", settled, ...(stayed && { stayed }), version: position, list };
}

const isNeeds = (thought: { outcome: string }): thought is Needs => thought.outcome === "needs";
