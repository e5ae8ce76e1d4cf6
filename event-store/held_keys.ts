/**
 * Every data key in this process's memory, whoever uses it, so that none is left there once its subject
 * is erased or it was not read for long.
 */
import { DataKey, type Ended } from "./data_key.ts";
import { wash } from "./wash.ts";

/** Longer than a key is cached and a page of the log is worked on, together. */
const KEPT_MS = 20 * 60_000;
/** Of more keys than this, those are kept that a page under way may have. */
const MANY = 16_384;
const KEPT_OF_MANY_MS = 60_000;

interface Held {
  key: DataKey;
  /** when it was read last */
  readAt: number;
}

export class HeldKeys {
  /** In the order in which they were read; a subject has one key. */
  readonly #held = new Map<string, Held>();
  #washes = false;

  /**
   * @param now the clock, in ms
   * @param many as `MANY`, for tests
   */
  constructor(readonly now: () => number, readonly many = MANY) {}

  /** The key of these bytes, which it takes: the same object for as long as it is held. */
  hold(subject: string, raw: Uint8Array): DataKey {
    this.#expire();
    const before = this.#held.get(subject)?.key;
    const isSame = before?.holds(raw);
    if (isSame) raw.fill(0);
    // Another one was of a unit of work that was rolled back.
    else before?.end("expired");
    const key = isSame ? before! : new DataKey(raw);
    this.#held.delete(subject);
    this.#held.set(subject, { key, readAt: this.now() });
    return key;
  }

  /** Overwrites the key of a subject that was erased. */
  erase(subject: string): void {
    const held = this.#held.get(subject);
    if (!held) return;
    this.#end(subject, held.key, "erased");
  }

  #expire(): void {
    const kept = this.#held.size > this.many ? KEPT_OF_MANY_MS : KEPT_MS;
    for (const [subject, { key, readAt }] of this.#held) {
      if (this.now() - readAt < kept) return;
      this.#end(subject, key, "expired");
    }
  }

  #end(subject: string, key: DataKey, why: Ended): void {
    key.end(why);
    this.#held.delete(subject);
    if (this.#washes) return;
    this.#washes = true;
    // Once for all that end together.
    queueMicrotask(() => {
      this.#washes = false;
      wash();
    });
  }
}
