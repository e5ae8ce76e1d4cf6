/**
 * Places for work that holds memory or a connection while it goes on: so many in one process, and so
 * many of them for one user, so that nobody takes them all.
 */

export interface PlaceCounts {
  all: number;
  ofUser: number;
}

/** Call `leave` to free the place; twice does no harm. `full` says who has taken them. */
export type Place =
  | { outcome: "taken"; leave: () => void }
  | { outcome: "full"; by: "user" | "all" };

export class Places {
  readonly #byUser = new Map<string, number>();
  #taken = 0;

  constructor(readonly counts: PlaceCounts) {}

  take(userId: string): Place {
    const own = this.#byUser.get(userId) ?? 0;
    if (own >= this.counts.ofUser) return { outcome: "full", by: "user" };
    if (this.#taken >= this.counts.all) return { outcome: "full", by: "all" };
    this.#byUser.set(userId, own + 1);
    this.#taken += 1;
    let left = false;
    return {
      outcome: "taken",
      leave: () => {
        if (left) return;
        left = true;
        this.#leave(userId);
      },
    };
  }

  #leave(userId: string): void {
    this.#taken -= 1;
    const own = this.#byUser.get(userId)! - 1;
    if (own === 0) this.#byUser.delete(userId);
    else this.#byUser.set(userId, own);
  }
}
