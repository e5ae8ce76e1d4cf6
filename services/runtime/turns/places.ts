/**
 * The places of a worker, given to users in turn. One user never has the last place: whoever comes
 * while he has many long jobs in work begins at once (promise 12).
 */
import { RoundRobin } from "./round_robin.ts";

/** What did not get a place before all of them were closed. */
export const NOT_BEGUN = Symbol("not begun");

export class Places {
  readonly #waiting = new RoundRobin<PromiseWithResolvers<boolean>>();
  readonly #taken = new Map<string, number>();
  #free: number;
  #closed = false;
  readonly #most: number;

  /** @param count pieces of work at the same time at most */
  constructor(count: number) {
    this.#free = count;
    this.#most = Math.max(1, count - 1);
  }

  /** How many wait for a place. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Does the work once `owner` has a place for it. @throws what the work throws */
  async run<T>(owner: string, work: () => Promise<T>): Promise<T | typeof NOT_BEGUN> {
    if (!await this.#take(owner)) return NOT_BEGUN;
    try {
      return await work();
    } finally {
      this.#giveBack(owner);
    }
  }

  /** Gives no more places: who waits for one is told so at once. */
  close(): void {
    this.#closed = true;
    for (const place of this.#waiting.takeAll()) place.resolve(false);
  }

  #take(owner: string): Promise<boolean> {
    const place = Promise.withResolvers<boolean>();
    if (this.#closed) place.resolve(false);
    else {
      this.#waiting.add(owner, place);
      this.#deal();
    }
    return place.promise;
  }

  #giveBack(owner: string): void {
    const left = this.#taken.get(owner)! - 1;
    if (left) this.#taken.set(owner, left);
    else this.#taken.delete(owner);
    this.#free++;
    this.#deal();
  }

  #deal(): void {
    while (this.#free) {
      const next = this.#waiting.take((owner) => (this.#taken.get(owner) ?? 0) < this.#most);
      if (!next) return;
      this.#free--;
      this.#taken.set(next.owner, (this.#taken.get(next.owner) ?? 0) + 1);
      next.item.resolve(true);
    }
  }
}
