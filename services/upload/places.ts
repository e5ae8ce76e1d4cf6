/**
 * Places for work that holds memory or a connection: a limited number per process, and of these per
 * user. When all are taken, a newcomer may get another's.
 */
import type { IncomingBody } from "./incoming_body.ts";
import { type Holder, holderToEvict } from "./eviction.ts";

export interface PlaceCounts {
  all: number;
  ofUser: number;
}

/**
 * Call `leave` to free the place; twice does no harm. `full` says who has taken them. `after` is whose
 * place it was: the work may begin once he has left, and he has to be told to.
 */
export type Place =
  | { outcome: "taken"; leave: () => void; after: Former | undefined }
  | { outcome: "full"; by: "user" | "all" };

export interface Former {
  arrival: IncomingBody;
  left: Promise<void>;
}

export class Places {
  /** In the order in which they came; each works, or waits for the one whose place it got. */
  readonly #held = new Set<Held>();

  constructor(readonly counts: PlaceCounts) {}

  take(userId: string, arrival: IncomingBody): Place {
    const holders = [...this.#held];
    const own = holders.filter((holder) => holder.userId === userId).length;
    if (own >= this.counts.ofUser) return { outcome: "full", by: "user" };
    const isFull = holders.length >= this.counts.all;
    const former = isFull ? holderToEvict(userId, holders) : undefined;
    if (isFull && !former) return { outcome: "full", by: "all" };
    // From now on the place counts as the newcomer's, so that nobody is evicted twice.
    if (former) this.#held.delete(former);
    const held = new Held(userId, arrival, former);
    this.#held.add(held);
    return { outcome: "taken", leave: () => this.#leave(held), after: former };
  }

  /**
   * A newcomer who leaves before beginning keeps the place until it is free: it still holds memory.
   */
  #leave(held: Held): void {
    const free = () => {
      this.#held.delete(held);
      held.leave();
    };
    if (!held.former || held.former.hasLeft) free();
    else held.former.left.then(free);
  }
}

class Held implements Holder, Former {
  readonly #left = Promise.withResolvers<void>();
  readonly left = this.#left.promise;
  hasLeft = false;

  constructor(
    readonly userId: string,
    readonly arrival: IncomingBody,
    public former: Held | undefined,
  ) {
    // A chain of former ones would never be let go.
    former?.left.then(() => this.former = undefined);
  }

  get bytesPerS(): number {
    return this.arrival.bytesPerS;
  }

  get isWhole(): boolean {
    return this.arrival.isWhole;
  }

  leave(): void {
    this.hasLeft = true;
    this.#left.resolve();
  }
}
