/**
 * Threads for large reviews, one user's work in each: however long he keeps his own, the service's
 * event loop and the others' threads are free. A user stays with the thread that has folded his
 * reviews, unless another user keeps it while a free one is there.
 */
import type { Call } from "./messages.ts";
import { Thread, type ThreadOptions } from "./thread.ts";

/** Threads at once; each has a heap of its own. */
const MAX_THREADS = 4;
/** Of them those that may be at bulk work: the last one is there for single decisions. */
const BULK_THREADS = 3;
/** Rows that a thread keeps in memory between two calls; one job's may be more. */
const CACHED_ROWS = 250_000;

/** Users of whom is remembered which thread they were in. */
const REMEMBERED_USERS = 10_000;

export interface Slot {
  thread: Pick<Thread, "call" | "forget" | "close" | "opened" | "ended">;
  /** whose calls it has in hand, and how many */
  busy: Map<string, number>;
}

export class Threads {
  #slots: Slot[] = [];
  readonly #slotOf = new Map<string, Slot>();
  #bulk = 0;
  readonly #waiting: (() => void)[] = [];

  /** @param start another way to start one, for tests */
  constructor(
    readonly databaseUrl: string,
    readonly start: (options: ThreadOptions) => Slot["thread"] = (options) => new Thread(options),
  ) {}

  /** Starts the first one. @throws where threads cannot be started */
  async open(): Promise<void> {
    await this.#add().thread.opened;
  }

  /**
   * Has a call done for a user.
   * @throws what the call threw
   */
  async run(userId: string, call: Call, isBulk: boolean): Promise<unknown> {
    if (!isBulk) return await this.#run(userId, call);
    if (this.#bulk >= BULK_THREADS) await new Promise<void>((go) => this.#waiting.push(go));
    else this.#bulk++;
    try {
      return await this.#run(userId, call);
    } finally {
      // The place goes to the next one, or back.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#bulk--;
    }
  }

  /** Has all of them drop what they hold of erased jobs. */
  forget(jobIds: string[]): void {
    for (const { thread } of this.#slots) thread.forget(jobIds);
  }

  async close(): Promise<void> {
    await Promise.all(this.#slots.map(({ thread }) => thread.close()));
  }

  async #run(userId: string, call: Call): Promise<unknown> {
    const slot = this.#slotFor(userId);
    this.#remember(userId, slot);
    slot.busy.set(userId, (slot.busy.get(userId) ?? 0) + 1);
    try {
      return await slot.thread.call(call);
    } finally {
      const left = slot.busy.get(userId)! - 1;
      if (left) slot.busy.set(userId, left);
      else slot.busy.delete(userId);
    }
  }

  #slotFor(userId: string): Slot {
    const own = this.#slotOf.get(userId);
    // Where calls of his are in hand the next goes behind them: his jobs are folded there.
    if (own && (own.busy.has(userId) || !own.busy.size)) return own;
    const free = this.#slots.find(({ busy }) => !busy.size);
    if (free) return free;
    if (this.#slots.length < MAX_THREADS) return this.#add();
    return this.#slots.reduce((one, other) => other.busy.size < one.busy.size ? other : one);
  }

  #remember(userId: string, slot: Slot): void {
    this.#slotOf.delete(userId);
    this.#slotOf.set(userId, slot);
    if (this.#slotOf.size <= REMEMBERED_USERS) return;
    this.#slotOf.delete(this.#slotOf.keys().next().value!);
  }

  #add(): Slot {
    const { databaseUrl } = this;
    const slot: Slot = {
      thread: this.start({ databaseUrl, cachedRows: CACHED_ROWS }),
      busy: new Map(),
    };
    this.#slots.push(slot);
    slot.thread.ended.then(() => this.#forget(slot));
    return slot;
  }

  /** A thread that ended is not used again; the next call starts another. */
  #forget(slot: Slot): void {
    this.#slots = this.#slots.filter((other) => other !== slot);
    for (const [userId, own] of this.#slotOf) if (own === slot) this.#slotOf.delete(userId);
  }
}
