/**
 * A fair queue: the next item is from the owner whose last turn is longest ago, or who had none;
 * each owner's items come in order of arrival.
 */

import { LRUCache } from "lru-cache";

/** Owners whose last turns are remembered. */
const REMEMBERED_OWNERS = 1_000;

export class RoundRobin<Item> {
  readonly #waiting = new Map<string, Item[]>();
  /** the number of each owner's last turn */
  readonly #turns = new LRUCache<string, number>({ max: REMEMBERED_OWNERS });
  #turn = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(owner: string, item: Item): void {
    const items = this.#waiting.get(owner);
    if (items) items.push(item);
    else this.#waiting.set(owner, [item]);
    this.#size++;
  }

  /** The next item of an owner for whom `may` is true. */
  take(may: (owner: string) => boolean = () => true): { owner: string; item: Item } | undefined {
    let next: string | undefined, longestAgo = Infinity;
    for (const owner of this.#waiting.keys()) {
      const turn = this.#turns.peek(owner) ?? 0;
      if (turn < longestAgo && may(owner)) [next, longestAgo] = [owner, turn];
    }
    if (next === undefined) return undefined;
    const items = this.#waiting.get(next)!;
    const item = items.shift()!;
    if (!items.length) this.#waiting.delete(next);
    this.#size--;
    this.#turns.set(next, ++this.#turn);
    return { owner: next, item };
  }

  /** Empties it. */
  takeAll(): Item[] {
    const items = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    this.#size = 0;
    return items;
  }
}
