/** When a call that the server has no room for now is made again, and for how long that goes on. */

/** A longer wait is none that ends by itself: what is kept goes when somebody deletes it. */
const LONGEST_WAIT_S = 10;
/** Between two tries, however soon the server would have the next. */
const LEAST_WAIT_MS = 250;
/** All waits of a call for other work of the same person (429). */
const OWN_WORK_MS = 10 * 60_000;
/** All waits of a call for a server that is away (503). */
const OUTAGE_MS = 30_000;

export class Patience {
  /** What was waited so far, in ms. */
  waitedMs = 0;
  readonly #ownWorkMs: number;

  /** @param ownWorkMs all waits for other work of the same person; Infinity for what queues */
  constructor(ownWorkMs = OWN_WORK_MS) {
    this.#ownWorkMs = ownWorkMs;
  }

  /** Ms until the next try; undefined where waiting does not help, or has gone on for too long. */
  next(status: number, retryAfter: string | null): number | undefined {
    if (retryAfter === null || !/^\d+$/.test(retryAfter)) return undefined;
    const seconds = Number(retryAfter);
    const most = status === 429 ? this.#ownWorkMs : status === 503 ? OUTAGE_MS : 0;
    if (seconds > LONGEST_WAIT_S || this.waitedMs >= most) return undefined;
    const ms = Math.max(LEAST_WAIT_MS, seconds * 1_000);
    this.waitedMs += ms;
    return ms;
  }
}
