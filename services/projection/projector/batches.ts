/**
 * Folds the log into one generation. A batch is one transaction: the checkpoint moves first, by
 * compare-and-set, so that of two processes one folds and the other reads again; then the rows.
 * While Postgres writes a batch the next one is read and opened. What a job brings beyond its share
 * goes to a lane of its own (lanes.ts), and so does what cannot be folded here: the log goes on.
 */
import {
  type EventStore,
  moveCheckpoint,
  readCheckpoint,
  transaction,
  TransactionOver,
  type TransactionSql,
} from "@rollcall/event-store";
import type { RecordedEvent } from "@rollcall/contracts";
import { isAway } from "@rollcall/runtime/away.ts";
import type { Log } from "@rollcall/runtime/log.ts";
import { fold } from "../fold/fold.ts";
import { needsOf } from "../fold/needs.ts";
import { schemaOf, subscriptionOf } from "../schema/generation.ts";
import { endLanes, lockCheckpoint, openLanes } from "./lane_table.ts";
import { loadState } from "./load.ts";
import { observeBatch } from "./observe_batch.ts";
import { type BatchPlan, jobOf, planBatch, planInOrder, type PlanLimits } from "./plan_batch.ts";
import { readAround } from "./read_around.ts";
import { writeChanges } from "./write.ts";

/** Events and bytes that a batch may hold in memory, and facts that it may fold. */
export interface BatchLimit extends Partial<PlanLimits> {
  maxEvents: number;
  maxBytes: number;
}

export interface BatchesOptions {
  store: EventStore;
  generation: number;
  limit?: BatchLimit | undefined;
  /** Whether somebody works the lanes: else all is folded in the order of the log. */
  lanes?: boolean;
  /** Called in each transaction behind its checkpoint; the batch is rolled back where it throws. */
  condition?: (tx: TransactionSql) => Promise<void>;
  /** Says where the generation stands after another process has moved it; its checkpoint else. */
  standing?: () => Promise<number>;
  log?: Log | undefined;
  /** for tests, in place of the fold */
  fold?: typeof fold | undefined;
}

const LIMIT: BatchLimit = { maxEvents: 5_000, maxBytes: 16 << 20 };
/** Measured: some 0.2 s of Postgres' time, on a slow machine 1 s. */
const PLAN: PlanLimits = { batchFacts: 10_000, jobFacts: 2_000 };
/** Of a batch; one that takes longer is tried with less. */
const DEADLINE_MS = 15_000;
/** A batch of so many events has probably more behind it. */
const AHEAD_EVENTS = 100;

/** Thrown out of a transaction whose generation is not live any more. */
export class Swapped extends Error {}

/** How carefully the next batch is folded: after each fault more so, until its place is passed. */
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

  /** The position that the generation includes, as far as this instance knows. */
  get position(): number {
    return this.#position;
  }

  get generation(): number {
    return this.#options.generation;
  }

  /** Goes on from `position`, which somebody has read from the checkpoint. */
  seek(position: number): void {
    this.#position = position;
  }

  /** Drops what was read ahead where it holds personal data of jobs that were erased since. */
  forget(jobIds: string[]): void {
    const ahead = this.#ahead, erased = new Set<string | undefined>(jobIds);
    ahead?.events.then((events) => {
      const holds = events.some((event) => event.personal !== null && erased.has(jobOf(event)));
      if (holds && this.#ahead === ahead) this.#ahead = undefined;
    }, () => {});
  }

  /** Goes on from where the generation stands. @throws what `standing` throws */
  async find(): Promise<void> {
    const { store, standing } = this.#options;
    this.#position = await (standing?.() ?? readCheckpoint(store.sql, this.#subscription));
  }

  /** Folds up to `until`, or to the head of the log where that comes first. */
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

  /** @returns the position that was reached; undefined where another process moved it */
  async #foldSome(
    from: number,
    events: RecordedEvent[],
    until: number,
  ): Promise<number | undefined> {
    const { store, condition, log } = this.#options;
    const schema = schemaOf(this.generation), subscription = this.#subscription;
    let to = from;
    const write = () =>
      transaction(store.sql, async (tx) => {
        // The checkpoint stays locked until the commit: another process waits here and then finds it
        // moved, and no lane ends meanwhile.
        const laned = await lockCheckpoint(tx, { schema, subscription, from });
        if (!laned) return undefined;
        const plan = this.#plan(events, laned);
        to = plan.to;
        this.#readAhead(events, to, until);
        if (!await moveCheckpoint(tx, { subscription, from, to })) return undefined;
        await condition?.(tx);
        await endLanes(tx, schema, deletedIn(plan.folded));
        await openLanes(tx, schema, plan.diverted);
        const state = await loadState(tx, schema, needsOf(plan.folded));
        await writeChanges(tx, schema, (this.#options.fold ?? fold)(state, plan.folded));
        return plan.folded;
      }, { deadlineMs: DEADLINE_MS });
    const site = { generation: this.generation, read: events, log };
    return await observeBatch(site, write) ? to : undefined;
  }

  #plan(events: RecordedEvent[], laned: ReadonlySet<string>): BatchPlan {
    const { limit, lanes } = this.#options;
    const limits = { ...PLAN, ...limit };
    const [first] = events;
    switch (this.#care) {
      case "none":
        return lanes ? planBatch(events, laned, limits) : planInOrder(events, laned, limits);
      case "light":
        // Whatever is more than a fact is its lane's to fold, or to fail at.
        return lanes
          ? planBatch(events, laned, { ...limits, jobFacts: 1 })
          : planInOrder(events, laned, { ...limits, batchFacts: Math.ceil(limits.batchFacts / 8) });
      case "single":
        return planBatch([first!], laned, { batchFacts: 1, jobFacts: Infinity });
      case "divert":
        return planBatch([first!], laned, { batchFacts: 1, jobFacts: 0 });
    }
  }

  /** A database that does not answer is nobody's fault: the same is tried again. */
  #beCareful(error: unknown, last: number): void {
    if (error instanceof Swapped || isAway(error) && !isLate(error)) return;
    this.#care = MORE[this.#care];
    this.#careUntil = Math.max(this.#careUntil, last);
    this.#ahead = undefined;
  }

  get #subscription(): string {
    return subscriptionOf(this.generation);
  }

  /** What is behind `to`: the rest of these events, or the next ones where there are none left. */
  #readAhead(events: RecordedEvent[], to: number, until: number): void {
    const rest = events.filter((event) => event.position > to);
    if (rest.length > 0) this.#ahead = { from: to, events: Promise.resolve(rest) };
    else if (events.length >= AHEAD_EVENTS && to < until) {
      this.#ahead = { from: to, events: this.#open(to, Infinity) };
    }
  }

  /** The batch behind `from`; the one that was opened ahead, if it is that and not too long. */
  async #read(from: number, until: number): Promise<RecordedEvent[]> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (ahead?.from !== from) return await this.#open(from, until);
    const events = await ahead.events;
    return events.filter((event) => event.position <= until);
  }

  #open(from: number, until: number): Promise<RecordedEvent[]> {
    const { maxEvents, maxBytes } = this.#options.limit ?? LIMIT;
    // Positions have no gaps, so that their difference counts events.
    const limit = { maxEvents: Math.min(maxEvents, until - from), maxBytes };
    const events = readAround(this.#options.store, from, limit, this.#options.log);
    events.catch(() => {});
    return events;
  }
}

function deletedIn(events: RecordedEvent[]): string[] {
  return events.flatMap((event) => event.type === "JobDeleted" ? [event.data.jobId] : []);
}

/** Whether it is the work that took too long, and not the database that cannot be reached. */
export function isLate(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof TransactionOver || "code" in error && error.code === "57014";
}
