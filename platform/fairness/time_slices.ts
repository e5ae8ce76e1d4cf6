/**
 * Cooperative scheduling of the process's one thread. Long computations ask for a slice before each
 * piece of work and get it when it is their user's turn; between slices the event loop handles
 * sockets and timers, so a large file delays neither another user's small one nor a probe (promise
 * 12).
 */
import { setImmediate } from "node:timers";
import { giveWay } from "./right_of_way.ts";
import { RoundRobin } from "./round_robin.ts";

export class TimeSlices {
  readonly #waiting = new RoundRobin<() => void>();
  #dealing = false;

  /**
   * Resolves when it is `owner`'s turn. The slice lasts until the caller next awaits I/O or a
   * timer; it should take some milliseconds.
   */
  take(owner: string): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.add(owner, resolve);
      if (this.#dealing) return;
      this.#dealing = true;
      setImmediate(this.#deal);
    });
  }

  /** The slice runs as microtasks, before the event loop reaches the next one. */
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

const slices = new TimeSlices();

/** The next slice of this process's thread for `owner`, see above; short work goes before it. */
export async function takeSlice(owner: string): Promise<void> {
  await giveWay();
  await slices.take(owner);
}
