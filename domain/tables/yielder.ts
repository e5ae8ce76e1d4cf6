/**
 * The event loop is shared, and a file may contain anything: a few kilobytes can be millions of
 * empty cells. So readers work in short steps and may yield after each (promise 12).
 */
import { setImmediate } from "node:timers";

/** Yield after so long; a single step takes far less. */
const TURN_MS = 8;

export class Yielder {
  #since: number;

  /**
   * @param give yields, and resolves when it is the reader's turn again
   * @param now in milliseconds
   */
  constructor(
    readonly give: () => Promise<void> = nextTurn,
    readonly now: () => number = () => performance.now(),
  ) {
    this.#since = now();
  }

  /** Call after each step; yields when due. */
  async pause(): Promise<void> {
    if (this.now() - this.#since < TURN_MS) return;
    await this.give();
    this.#since = this.now();
  }

  /** Iterates over steps, yielding between them when due. */
  async *between<T>(steps: Iterable<T>): AsyncGenerator<T> {
    for (const step of steps) {
      yield step;
      await this.pause();
    }
  }
}

/** One turn of the event loop. */
const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
