/**
 * One incoming body: how fast its client sends it, and its end if it has to give way to another.
 * Only the time spent waiting for bytes counts; while nobody reads, the client is not to blame.
 */
import { bytesPerS, FRESH, type Rate, rateAfter } from "./rate.ts";
import type { Refused } from "./refusal.ts";

export interface ArrivalOptions {
  rate?: Rate;
  now?: () => number;
}

export class IncomingBody {
  #rate: Rate;
  #waitingSince: number | undefined;
  #isWhole = false;
  readonly #end = new AbortController();

  readonly #now: () => number;

  /**
   * @param rate what it is supposed to come at, until it has shown itself
   * @param now ms, of a clock that only goes forwards
   */
  constructor({ rate = FRESH, now = () => performance.now() }: ArrivalOptions = {}) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Aborts with a `Refused` once the body has to give way. */
  get ended(): AbortSignal {
    return this.#end.signal;
  }

  /** Whether all of it has arrived: the rest of the work is ours. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** As of now, including the current wait. */
  get bytesPerS(): number {
    return bytesPerS(this.#rateUntilNow(0));
  }

  /** The next piece, whose coming is measured. */
  async measure(next: Promise<IteratorResult<Uint8Array>>): Promise<IteratorResult<Uint8Array>> {
    this.#waitingSince = this.#now();
    const piece = await next;
    this.#rate = this.#rateUntilNow(piece.done ? 0 : piece.value.length);
    this.#waitingSince = undefined;
    if (piece.done) this.#isWhole = true;
    return piece;
  }

  breakOff(refused: Refused): void {
    this.#end.abort(refused);
  }

  /** What the promise resolves to. @throws Refused as soon as the body has to give way */
  async unlessEnded<T>(promise: Promise<T>): Promise<T> {
    const { signal } = this.#end;
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const end = () => reject(signal.reason);
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
    try {
      return await Promise.race([promise, ended]);
    } finally {
      signal.removeEventListener("abort", end);
    }
  }

  #rateUntilNow(bytes: number) {
    const waitedMs = this.#waitingSince === undefined ? 0 : this.#now() - this.#waitingSince;
    return rateAfter(this.#rate, waitedMs, bytes);
  }
}
