/**
 * Short work goes first. An answer that needs a dozen looks at the database waits behind each of them
 * for whatever slice of long work has begun meanwhile, which is several times what it takes alone. So
 * long work gives way while anything short is in hand, for a part of its time at the most: it goes
 * on, however much short work there is (promise 12).
 */

export interface Way {
  /** the longest that long work gives way in one go, in ms */
  mostMs: number;
  /** how long it may give way for each ms that it has not */
  share: number;
}

/** Most of what a query takes, a third of the time. */
const QUERIES: Way = { mostMs: 20, share: 0.5 };

export class RightOfWay {
  #inHand = 0;
  #over = Promise.withResolvers<void>();
  /** ms that long work may give way for by now, reckoned at `#at` */
  #credit: number;
  #at: number;

  constructor(
    readonly clock: () => number = () => performance.now(),
    readonly way: Way = QUERIES,
  ) {
    this.#credit = way.mostMs;
    this.#at = clock();
  }

  /** Does short work, to which others give way meanwhile. */
  async first<T>(work: () => Promise<T>): Promise<T> {
    this.#inHand++;
    try {
      return await work();
    } finally {
      this.#inHand--;
      if (this.#inHand === 0) {
        this.#over.resolve();
        this.#over = Promise.withResolvers();
      }
    }
  }

  /** Resolves once nothing short is in hand, or as much as may be has been given. */
  async give(): Promise<void> {
    if (this.#inHand === 0) return;
    const from = this.clock();
    const { mostMs, share } = this.way;
    this.#credit = Math.min(mostMs, this.#credit + (from - this.#at) * share);
    this.#at = from;
    if (this.#credit < 1) return;
    const moment = Promise.withResolvers<void>();
    const timer = setTimeout(moment.resolve, this.#credit);
    await Promise.race([this.#over.promise, moment.promise]);
    clearTimeout(timer);
    const to = this.clock();
    this.#credit = this.#inHand > 0 ? 0 : Math.max(0, this.#credit - (to - from));
    this.#at = to;
  }
}

const rightOfWay = new RightOfWay();

/** Does short work of this process, to which slices give way, see above. */
export function goFirst<T>(work: () => Promise<T>): Promise<T> {
  return rightOfWay.first(work);
}

/** Gives way to short work of this process, see above. */
export function giveWay(): Promise<void> {
  return rightOfWay.give();
}
