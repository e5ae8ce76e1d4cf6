/**
 * Threads for large reviews, each working for one user at a time, so that long work blocks neither
 * the event loop nor other users. A user stays with the thread that has cached their reviews,
 * unless another user occupies it while another thread is free.
 */
import type { MasterKeyConfig } from "@rollcall/platform/master_key/mod.ts";
import { LRUCache } from "lru-cache";
import type { Call } from "./messages.ts";
import { Thread, type ThreadOptions } from "./thread.ts";

/** The most threads; each has its own heap. */
const MAX_THREADS = 4;
/** Threads that may do bulk work; the remaining one is for single decisions. */
const BULK_THREADS = 3;
/** Rows that a thread caches between calls; a single job may exceed it. */
const CACHED_ROWS = 250_000;

/** Users whose last thread is remembered. */
const REMEMBERED_USERS = 10_000;

export interface Slot {
  thread: Pick<Thread, "call" | "forget" | "close" | "ended">;
  /** the number of calls in progress, by user */
  busy: Map<string, number>;
}

export class Threads {
  #slots: Slot[] = [];
  readonly #slotOf = new LRUCache<string, Slot>({ max: REMEMBERED_USERS });
  #bulk = 0;
  readonly #waiting: (() => void)[] = [];

  /**
   * @param masterKey by which data keys are wrapped; none where they are not, in tests
   * @param start starts a thread; replaced in tests
   */
  constructor(
    readonly databaseUrl: string,
    readonly masterKey?: MasterKeyConfig,
    readonly start: (options: ThreadOptions) => Slot["thread"] = (options) => new Thread(options),
  ) {}

  /**
   * Runs a call for a user.
   * @throws what the call threw
   */
  async run(userId: string, call: Call, isBulk: boolean): Promise<unknown> {
    if (!isBulk) return await this.#run(userId, call);
    if (this.#bulk >= BULK_THREADS) await new Promise<void>((go) => this.#waiting.push(go));
    else this.#bulk++;
    try {
      return await this.#run(userId, call);
    } finally {
      // The slot goes to the next in line, or is released.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#bulk--;
    }
  }

  /** Starts a thread ahead of the first call, which would wait for its code to be loaded. */
  warmUp(): void {
    if (this.#slots.length === 0) this.#add();
  }

  /** Makes all threads drop cached data of erased jobs. */
  forget(jobIds: string[]): void {
    for (const { thread } of this.#slots) thread.forget(jobIds);
  }

  async close(): Promise<void> {
    await Promise.all(this.#slots.map(({ thread }) => thread.close()));
  }

  async #run(userId: string, call: Call): Promise<unknown> {
    const slot = this.#slotFor(userId);
    this.#slotOf.set(userId, slot);
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
    // The user's next call queues behind calls in progress: the reviews are cached there.
    if (own && (own.busy.has(userId) || !own.busy.size)) return own;
    const free = this.#slots.find(({ busy }) => !busy.size);
    if (free) return free;
    if (this.#slots.length < MAX_THREADS) return this.#add();
    return this.#slots.reduce((one, other) => other.busy.size < one.busy.size ? other : one);
  }

  #add(): Slot {
    const { databaseUrl, masterKey } = this;
    const slot: Slot = {
      thread: this.start({ databaseUrl, masterKey, cachedRows: CACHED_ROWS }),
      busy: new Map(),
    };
    this.#slots.push(slot);
    slot.thread.ended.then(() => this.#forget(slot));
    return slot;
  }

  /** A thread that has ended is not reused; the next call starts another. */
  #forget(slot: Slot): void {
    this.#slots = this.#slots.filter((other) => other !== slot);
    for (const [userId, own] of [...this.#slotOf]) if (own === slot) this.#slotOf.delete(userId);
  }
}
