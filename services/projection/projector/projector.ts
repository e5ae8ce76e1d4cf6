/**
 * Keeps one generation of the read models in step with the log. A batch is one transaction: the
 * checkpoint moves first, by compare-and-set, so that of two instances one folds and the other reads
 * again; then the rows. A message or a commit only wakes it: what is lost costs a poll, no event.
 */
import {
  type EventStore,
  moveCheckpoint,
  readCheckpoint,
  transaction,
  Wake,
} from "@rollcall/event-store";
import type { RecordedEvent } from "@rollcall/contracts";
import type { Log } from "@rollcall/runtime/log.ts";
import { fold } from "../fold/fold.ts";
import { needsOf } from "../fold/needs.ts";
import { schemaOf, subscriptionOf } from "../schema/generation.ts";
import { loadState } from "./load.ts";
import { writeChanges } from "./write.ts";

export interface ProjectorOptions {
  store: EventStore;
  generation: number;
  log: Log;
  /** Called after each commit with the position that the read models include now. */
  advanced?: (position: number) => void;
  /** longest wait for a wake-up, in ms */
  pollMs?: number;
  /** events and bytes that a batch may hold in memory */
  limit?: { maxEvents: number; maxBytes: number };
}

const LIMIT = { maxEvents: 5_000, maxBytes: 16 << 20 };
/** A batch of so many events has probably more behind it. */
const AHEAD_EVENTS = 100;
const POLL_MS = 1_000;
const RETRY_MS = [100, 500, 2_000, 5_000];

export class Projector {
  readonly #options: ProjectorOptions;
  readonly #wake = new Wake();
  readonly #stop = new AbortController();
  #position = 0;
  #ahead: { from: number; events: Promise<RecordedEvent[]> } | undefined;
  #advance = Promise.withResolvers<void>();
  #running: Promise<void> | undefined;

  constructor(options: ProjectorOptions) {
    this.#options = options;
  }

  /** The position that the read models include, as far as this instance knows. */
  get position(): number {
    return this.#position;
  }

  /** Says that the log may have grown. */
  wake = (): void => this.#wake.wake();

  /**
   * Waits until the read models include `position`, here or by another instance's work.
   * @throws after `timeoutMs`, or where this instance stops
   */
  async reach(position: number, timeoutMs: number): Promise<void> {
    for (const deadline = Date.now() + timeoutMs; this.position < position;) {
      if (this.#stop.signal.aborted) throw new Error("the projector is stopping");
      if (Date.now() >= deadline) {
        throw new Error(`position ${position} was not reached within ${timeoutMs} ms`);
      }
      this.wake();
      await Promise.race([this.#advance.promise, pause(POLL_MS, this.#stop.signal)]);
    }
  }

  /** Follows the log until `stop`. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends after the batch that is under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** @throws unless it follows the log: started and not stopped. A fault that it retries is none. */
  check(): Promise<void> {
    if (this.#running && !this.#stop.signal.aborted) return Promise.resolve();
    return Promise.reject(new Error("the projector does not run"));
  }

  /** Folds until the log is read to its head. @returns the position that was reached */
  async catchUp(): Promise<number> {
    // Another instance may have come further: what it folded need not be opened here.
    this.#arrive(await readCheckpoint(this.#options.store.sql, this.#subscription));
    while (await this.#step() && !this.#stop.signal.aborted);
    return this.position;
  }

  async #run(): Promise<void> {
    const { log, pollMs = POLL_MS } = this.#options;
    for (let failures = 0; !this.#stop.signal.aborted;) {
      try {
        await this.catchUp();
        failures = 0;
        await this.#wake.wait(pollMs, this.#stop.signal);
      } catch (error) {
        const retryMs = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]!;
        log.error("projecting failed, trying again", { error, retry_ms: retryMs, failures });
        await pause(retryMs, this.#stop.signal);
      }
    }
  }

  /** One batch. @returns whether there may be more */
  async #step(): Promise<boolean> {
    const { store, generation } = this.#options;
    const subscription = this.#subscription, from = this.#position;
    const events = await this.#read(from);
    const to = events.at(-1)?.position;
    if (to === undefined) return false;
    // While Postgres writes this batch the next one is opened.
    if (events.length >= AHEAD_EVENTS) this.#ahead = { from: to, events: this.#open(to) };

    const moved = await transaction(store.sql, async (tx) => {
      // Its row stays locked until the commit: another instance waits here and then finds it moved.
      if (!await moveCheckpoint(tx, { subscription, from, to })) return false;
      const schema = schemaOf(generation);
      const state = await loadState(tx, schema, needsOf(events));
      await writeChanges(tx, schema, fold(state, events));
      return true;
    });
    this.#arrive(moved ? to : await readCheckpoint(store.sql, subscription));
    return true;
  }

  get #subscription(): string {
    return subscriptionOf(this.#options.generation);
  }

  #arrive(position: number): void {
    if (position === this.#position) return;
    this.#position = position;
    this.#options.advanced?.(position);
    this.#advance.resolve();
    this.#advance = Promise.withResolvers();
  }

  /** The batch behind `from`; the one that was opened ahead, if it is that. */
  async #read(from: number): Promise<RecordedEvent[]> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return await (ahead?.from === from ? ahead.events : this.#open(from));
  }

  #open(from: number): Promise<RecordedEvent[]> {
    const events = this.#options.store.readLog(from, this.#options.limit ?? LIMIT);
    events.catch(() => {});
    return events;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Wake().wait(ms, signal);
}
