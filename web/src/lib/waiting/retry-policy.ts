/** When to retry a call that the server is too busy for, and for how long. */

/** A longer Retry-After means a limit that does not clear on its own, such as storage. */
const LONGEST_WAIT_S = 10;
/** The minimum between two attempts. */
const LEAST_WAIT_MS = 250;
/** Total wait of a call for other work of the same user (429). */
const OWN_WORK_MS = 10 * 60_000;
/** Total wait of a call for an unavailable server (503). */
const OUTAGE_MS = 30_000;

export class RetryPolicy {
  /** Total wait so far, in ms. */
  waitedMs = 0;
  readonly #ownWorkMs: number;

  /** @param ownWorkMs total wait for other work of the same user; Infinity for queued uploads */
  constructor(ownWorkMs = OWN_WORK_MS) {
    this.#ownWorkMs = ownWorkMs;
  }

  /** Ms until the next attempt; undefined if waiting does not help or took too long already. */
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
