/**
 * The time of the process's one thread, in slices. Whoever computes for long asks before each piece
 * of it, and gets it when it is his user's turn; between two slices the event loop looks at sockets,
 * timers and whatever else is due, so that a large file holds up neither another user's small one
 * nor a probe (promise 12).
 */
import { RoundRobin } from "./round_robin.ts";

export class Slices {
  readonly #waiting = new RoundRobin<() => void>();
  #dealing = false;

  /**
   * Resolves when it is `owner`'s turn. His slice is what he does from then until he next awaits
   * something that takes time; it should be some milliseconds.
   */
  take(owner: string): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.add(owner, resolve);
      if (this.#dealing) return;
      this.#dealing = true;
      setImmediate(this.#deal);
    });
  }

  /** What the slice does runs as microtasks, before the event loop comes to the next one. */
  readonly #deal = (): void => {
    const next = this.#waiting.take();
    if (!next) {
      this.#dealing = false;
      return;
    }
    next.item();
    setImmediate(this.#deal);
  };
}

const slices = new Slices();

/** The next slice of this process's thread for `owner`, see above. */
export function takeSlice(owner: string): Promise<void> {
  return slices.take(owner);
}
