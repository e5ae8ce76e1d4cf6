/**
 * What waits, by whose it is. The next one is of the owner whose last turn is longest ago, or who
 * had none; for each owner in order of arrival.
 */

/** Owners whose last turns are remembered. */
const REMEMBERED_OWNERS = 1_000;

export class RoundRobin<Item> {
  readonly #waiting = new Map<string, Item[]>();
  /** the number of each owner's last turn, the oldest first */
  readonly #turns = new Map<string, number>();
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

  /** The next item of an owner who may have one. */
  take(may: (owner: string) => boolean = () => true): { owner: string; item: Item } | undefined {
    let next: string | undefined, longestAgo = Infinity;
    for (const owner of this.#waiting.keys()) {
      const turn = this.#turns.get(owner) ?? 0;
      if (turn < longestAgo && may(owner)) [next, longestAgo] = [owner, turn];
    }
    if (next === undefined) return undefined;
    const items = this.#waiting.get(next)!;
    const item = items.shift()!;
    if (!items.length) this.#waiting.delete(next);
    this.#size--;
    this.#remember(next);
    return { owner: next, item };
  }

  /** Empties it. */
  takeAll(): Item[] {
    const items = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    this.#size = 0;
    return items;
  }

  #remember(owner: string): void {
    this.#turns.delete(owner);
    this.#turns.set(owner, ++this.#turn);
    if (this.#turns.size > REMEMBERED_OWNERS) this.#turns.delete(this.#turns.keys().next().value!);
  }
}
