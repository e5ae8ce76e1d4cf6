/**
 * Folds the log into one generation. A batch is one transaction: the checkpoint moves first, by
 * compare-and-set, so that of two processes one folds and the other reads again; then the rows.
 * While Postgres writes a batch the next one is read and opened.
 */
import {
  type EventStore,
  moveCheckpoint,
  readCheckpoint,
  transaction,
  type TransactionSql,
} from "@rollcall/event-store";
import type { RecordedEvent } from "@rollcall/contracts";
import { fold } from "../fold/fold.ts";
import { needsOf } from "../fold/needs.ts";
import { schemaOf, subscriptionOf } from "../schema/generation.ts";
import type { Log } from "@rollcall/runtime/log.ts";
import { loadState } from "./load.ts";
import { observeBatch } from "./observe_batch.ts";
import { readAround } from "./read_around.ts";
import { writeChanges } from "./write.ts";

/** Events and bytes that a batch may hold in memory. */
export interface BatchLimit {
  maxEvents: number;
  maxBytes: number;
}

export interface BatchesOptions {
  store: EventStore;
  generation: number;
  limit?: BatchLimit | undefined;
  /** Called in each transaction behind its checkpoint; the batch is rolled back where it throws. */
  condition?: (tx: TransactionSql) => Promise<void>;
  /** Says where the generation stands after another process has moved it; its checkpoint else. */
  standing?: () => Promise<number>;
  log?: Log | undefined;
  /** for tests, in place of the fold */
  fold?: typeof fold | undefined;
}

const LIMIT: BatchLimit = { maxEvents: 5_000, maxBytes: 16 << 20 };
/** A batch of so many events has probably more behind it. */
const AHEAD_EVENTS = 100;

export class Batches {
  readonly #options: BatchesOptions;
  #position = 0;
  #ahead: { from: number; events: Promise<RecordedEvent[]> } | undefined;

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

  /** Goes on from where the generation stands. @throws what `standing` throws */
  async find(): Promise<void> {
    const { store, standing } = this.#options;
    this.#position = await (standing?.() ?? readCheckpoint(store.sql, this.#subscription));
  }

  /** Folds up to `until`, or to the head of the log where that comes first. */
  async reach(until: number): Promise<void> {
    while (this.#position < until && await this.step(until));
  }

  /** One batch, not beyond `until`. @returns whether there may be more */
  async step(until = Infinity): Promise<boolean> {
    const { store, condition, log } = this.#options;
    const subscription = this.#subscription, from = this.#position;
    if (from >= until) return false;
    const events = await this.#read(from, until);
    const to = events.at(-1)?.position;
    if (to === undefined) return false;
    if (events.length >= AHEAD_EVENTS && to < until) {
      this.#ahead = { from: to, events: this.#open(to, Infinity) };
    }
    const write = () =>
      transaction(store.sql, async (tx) => {
        // Its row stays locked until the commit: another process waits here and then finds it moved.
        if (!await moveCheckpoint(tx, { subscription, from, to })) return false;
        await condition?.(tx);
        await this.#write(tx, events);
        return true;
      });
    const moved = await observeBatch(events, this.generation, log, write);
    if (moved) this.#position = to;
    else await this.find();
    return true;
  }

  async #write(tx: TransactionSql, events: RecordedEvent[]): Promise<void> {
    const schema = schemaOf(this.generation);
    const state = await loadState(tx, schema, needsOf(events));
    await writeChanges(tx, schema, (this.#options.fold ?? fold)(state, events));
  }

  get #subscription(): string {
    return subscriptionOf(this.generation);
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
