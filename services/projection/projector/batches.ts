/**
 * Folds the log into one generation. A batch is one transaction: the checkpoint moves first, by
 * compare-and-set, so that of two processes one folds and the other rereads; then the rows. While
 * Postgres writes a batch, the next one is read and decrypted. Events of a job beyond its share go
 * to a lane of its own (lanes.ts), as do events that cannot be folded here, so that the log goes
 * on.
 */
import {
  type EventStore,
  moveCheckpoint,
  readCheckpoint,
  transaction,
  TransactionOver,
  unparsedPersonal,
} from "@rollcall/event-store";
import type { RecordedEvent } from "@rollcall/contracts";
import { isUnavailable } from "@rollcall/platform/unavailable.ts";
import type { Log } from "@rollcall/platform/log.ts";
import { fold } from "../fold/fold.ts";
import { needsOf } from "../fold/needs.ts";
import { schemaOf, subscriptionOf } from "../schema/generation.ts";
import { endLanes, lockCheckpoint, openLanes } from "./lane_table.ts";
import { loadState } from "./load.ts";
import { observeBatch } from "./observe_batch.ts";
import { type BatchPlan, jobOf, planBatch, planInOrder, type PlanLimits } from "./plan_batch.ts";
import type { Stretch } from "../records/read_job.ts";
import { readAround } from "./read_around.ts";
import { writeChanges } from "./write.ts";

/** Limits of a batch: events and bytes in memory, and facts to fold. */
export interface BatchLimit extends Partial<PlanLimits> {
  maxEvents: number;
  maxBytes: number;
}

export interface BatchesOptions {
  store: EventStore;
  generation: number;
  limit?: BatchLimit | undefined;
  /** Whether lanes are used; otherwise everything is folded in log order. */
  lanes?: boolean;
  /** Whether the generation must be the live one: otherwise nothing is folded. */
  mustBeLive?: boolean;
  /**
   * Returns the generation's position after another process has moved it; by default its
   * checkpoint.
   */
  standing?: () => Promise<number>;
  /** Called after a batch for each job with a lane, with its events in a stretch of the log. */
  skipped?: (jobId: string, stretch: Stretch, events: RecordedEvent[]) => void;
  log?: Log | undefined;
  /** for tests, instead of the fold */
  fold?: typeof fold | undefined;
}

const LIMIT: BatchLimit = { maxEvents: 5_000, maxBytes: 1 << 20 };
/** Measured: some 0.2 s in Postgres, 1 s on a slow machine. */
const PLAN: PlanLimits = { batchFacts: 10_000, jobFacts: 2_100 };
/** Of a batch; one that takes longer is retried with fewer events. */
const DEADLINE_MS = 15_000;
/** After a batch of so many events there are probably more. */
const AHEAD_EVENTS = 100;

/** Thrown from a transaction whose generation is no longer live. */
export class Swapped extends Error {}

/**
 * How carefully the next batch is folded: more so after each fault, until its position is passed.
 */
type Care = "none" | "light" | "single" | "divert";
const MORE: Record<Care, Care> = {
  none: "light",
  light: "single",
  single: "divert",
  divert: "divert",
};

export class Batches {
  readonly #options: BatchesOptions;
  #position = 0;
  #ahead: { from: number; events: Promise<RecordedEvent[]> } | undefined;
  #care: Care = "none";
  #careUntil = 0;

  constructor(options: BatchesOptions) {
    this.#options = options;
  }

  /** The generation's position, as far as this instance knows. */
  get position(): number {
    return this.#position;
  }

  get generation(): number {
    return this.#options.generation;
  }

  /** Continues from `position`, as read from the checkpoint. */
  seek(position: number): void {
    this.#position = position;
  }

  /** Drops events read ahead that hold personal data of jobs erased since. */
  forget(jobIds: string[]): void {
    const ahead = this.#ahead, erased = new Set<string | undefined>(jobIds);
    ahead?.events.then((events) => {
      const holds = events.some((event) => erased.has(jobOf(event)) && event.personal !== null);
      if (holds && this.#ahead === ahead) this.#ahead = undefined;
    }, () => {});
  }

  /** Continues from the generation's position. @throws what `standing` throws */
  async find(): Promise<void> {
    const { store, standing } = this.#options;
    this.#position = await (standing?.() ?? readCheckpoint(store.sql, this.#subscription));
  }

  /** Folds up to `until` or the head of the log, whichever is first. */
  async reach(until: number): Promise<void> {
    while (this.#position < until && await this.step(until));
  }

  /**
   * One batch, not beyond `until`. @returns whether there may be more
   * @throws what went wrong; the next call tries with less
   */
  async step(until = Infinity): Promise<boolean> {
    const from = this.#position;
    if (from >= until) return false;
    const events = await this.#read(from, until);
    const last = events.at(-1)?.position;
    if (last === undefined) return false;
    try {
      const to = await this.#foldSome(from, events, until);
      if (to === undefined) await this.find();
      else this.#position = to;
    } catch (error) {
      this.#beCareful(error, last);
      throw error;
    }
    if (this.#position >= this.#careUntil) this.#care = "none";
    return true;
  }

  /** @returns the position reached; undefined if another process moved it */
  async #foldSome(
    from: number,
    events: RecordedEvent[],
    until: number,
  ): Promise<number | undefined> {
    const { store, mustBeLive, log } = this.#options;
    const schema = schemaOf(this.generation), subscription = this.#subscription;
    let to = from, skipped: ReadonlyMap<string, number> = new Map();
    const write = () =>
      transaction(store.sql, async (tx) => {
        // The checkpoint stays locked until the commit: another process waits here and then finds
        // it moved, and no lane can end meanwhile.
        const standing = await lockCheckpoint(tx, { schema, subscription, from });
        if (!standing) return undefined;
        if (mustBeLive && standing.live !== this.generation) throw new Swapped();
        const { laned } = standing;
        const plan = this.#plan(events, laned);
        to = plan.to;
        skipped = new Map([...[...laned].map((jobId) => [jobId, from] as const), ...plan.diverted]);
        this.#readAhead(events, to, until);
        if (!await moveCheckpoint(tx, { subscription, from, to })) return undefined;
        await endLanes(tx, schema, deletedIn(plan.folded));
        await openLanes(tx, schema, plan.diverted);
        const state = await loadState(tx, schema, needsOf(plan.folded));
        await writeChanges(
          tx,
          schema,
          (this.#options.fold ?? fold)(state, plan.folded, unparsedPersonal),
        );
        return plan.folded;
      }, { deadlineMs: DEADLINE_MS });
    const site = { generation: this.generation, read: events, log };
    if (!await observeBatch(site, write)) return undefined;
    this.#handOver(events, skipped, to);
    return to;
  }

  /**
   * Events of jobs with lanes go to those.
   * @param skipped from where on, by job
   */
  #handOver(events: RecordedEvent[], skipped: ReadonlyMap<string, number>, until: number): void {
    for (const [jobId, after] of skipped) {
      const own = events.filter((event) =>
        event.position > after && event.position <= until && jobOf(event) === jobId
      );
      this.#options.skipped?.(jobId, { after, until }, own);
    }
  }

  #plan(events: RecordedEvent[], laned: ReadonlySet<string>): BatchPlan {
    const { limit, lanes } = this.#options;
    const limits = { ...PLAN, ...limit };
    const [first] = events;
    switch (this.#care) {
      case "none":
        return lanes ? planBatch(events, laned, limits) : planInOrder(events, laned, limits);
      case "light":
        // Anything heavier than one fact is left to its lane to fold or fail.
        return lanes
          ? planBatch(events, laned, { ...limits, jobFacts: 1 })
          : planInOrder(events, laned, { ...limits, batchFacts: Math.ceil(limits.batchFacts / 8) });
      case "single":
        return planBatch([first!], laned, { batchFacts: 1, jobFacts: Infinity });
      case "divert":
        return planBatch([first!], laned, { batchFacts: 1, jobFacts: 0 });
    }
  }

  /** A database outage is not the batch's fault: retry the same. */
  #beCareful(error: unknown, last: number): void {
    if (error instanceof Swapped || isUnavailable(error) && !isLate(error)) return;
    this.#care = MORE[this.#care];
    this.#careUntil = Math.max(this.#careUntil, last);
    this.#ahead = undefined;
  }

  get #subscription(): string {
    return subscriptionOf(this.generation);
  }

  /** Reads ahead after `to`: the rest of these events, or the next ones if none are left. */
  #readAhead(events: RecordedEvent[], to: number, until: number): void {
    const rest = events.filter((event) => event.position > to);
    if (rest.length > 0) this.#ahead = { from: to, events: Promise.resolve(rest) };
    else if (events.length >= AHEAD_EVENTS && to < until) {
      this.#ahead = { from: to, events: this.#open(to, Infinity) };
    }
  }

  /** The batch after `from`; the one read ahead, if it matches and is not too long. */
  async #read(from: number, until: number): Promise<RecordedEvent[]> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (ahead?.from !== from) return await this.#open(from, until);
    const events = await ahead.events;
    return events.filter((event) => event.position <= until);
  }

  #open(from: number, until: number): Promise<RecordedEvent[]> {
    const { maxEvents, maxBytes } = this.#options.limit ?? LIMIT;
    // Positions have no gaps, so their difference counts events.
    const limit = { maxEvents: Math.min(maxEvents, until - from), maxBytes, deferred: true };
    const events = readAround(this.#options.store, from, limit, this.#options.log);
    events.catch(() => {});
    return events;
  }
}

function deletedIn(events: RecordedEvent[]): string[] {
  return events.flatMap((event) => event.type === "JobDeleted" ? [event.data.jobId] : []);
}

/** Whether the work took too long, as opposed to the database being unavailable. */
export function isLate(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof TransactionOver || "code" in error && error.code === "57014";
}
