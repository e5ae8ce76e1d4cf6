/**
 * A worker's slots, given to users in turn. No user gets the last slot, so another user's work
 * begins at once even beside many long jobs (promise 12).
 */
import { RoundRobin } from "./round_robin.ts";

/** The outcome of work that got no slot before `close`. */
export const NOT_BEGUN = Symbol("not begun");

export class WorkerSlots {
  readonly #waiting = new RoundRobin<PromiseWithResolvers<boolean>>();
  readonly #taken = new Map<string, number>();
  #free: number;
  #closed = false;
  readonly #most: number;

  /** @param count how many pieces of work may run at once */
  constructor(count: number) {
    this.#free = count;
    this.#most = Math.max(1, count - 1);
  }

  /** How many wait for a slot. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Does the work once `owner` gets a slot. @throws what the work throws */
  async run<T>(owner: string, work: () => Promise<T>): Promise<T | typeof NOT_BEGUN> {
    if (!await this.#take(owner)) return NOT_BEGUN;
    try {
      return await work();
    } finally {
      this.#giveBack(owner);
    }
  }

  /** Gives no more slots; whatever waits resolves to NOT_BEGUN at once. */
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
