/**
 * Short work goes first. A query takes a dozen round trips to the database, and after each of them
 * it would wait for whatever slice of long work has begun meanwhile: several times what it takes
 * alone. So long work gives way while short work is in progress, but only for a share of its time,
 * so that it gets on however much short work there is (promise 12).
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
  /** ms for which long work may still give way, as of `#at` */
  #credit: number;
  #at: number;

  constructor(
    readonly clock: () => number = () => performance.now(),
    readonly way: Way = QUERIES,
  ) {
    this.#credit = way.mostMs;
    this.#at = clock();
  }

  /** Runs short work; long work gives way meanwhile. */
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

  /** Resolves once no short work is in progress, or the allowance is used up. */
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

/** Runs short work of this process; slices give way to it, see above. */
export function goFirst<T>(work: () => Promise<T>): Promise<T> {
  return rightOfWay.first(work);
}

/** Gives way to short work of this process, see above. */
export function giveWay(): Promise<void> {
  return rightOfWay.give();
}
