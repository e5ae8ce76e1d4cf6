/**
 * A client that was slow a moment ago starts at that rate, so that one that is evicted and returns
 * at once does not pass for a new one, beside which an honest slow line would look bad.
 */
import { LRUCache } from "lru-cache";
import type { IncomingBody } from "./incoming_body.ts";
import { FRESH, type Rate, SLOW_BYTES_PER_S, startingAt } from "./rate.ts";

const REMEMBERED_MS = 60_000;
const REMEMBERED_USERS = 1_000;

interface Former {
  bytesPerS: number;
  at: number;
}

export class RecentRates {
  /** Of users who were slow, in the order in which they were. */
  readonly #slow = new LRUCache<string, Former>({ max: REMEMBERED_USERS });

  /** @param now ms, of a clock that only goes forwards */
  constructor(readonly now: () => number = () => performance.now()) {}

  /** What the user's next body begins with. */
  of(userId: string): Rate {
    const former = this.#slow.peek(userId);
    if (!former || this.now() - former.at > REMEMBERED_MS) return FRESH;
    return startingAt(former.bytesPerS);
  }

  /** Notes how a body of the user ended; one that came whole makes up for those before. */
  note(userId: string, { isWhole, bytesPerS }: Pick<IncomingBody, "isWhole" | "bytesPerS">): void {
    const isSlow = !isWhole && bytesPerS < SLOW_BYTES_PER_S;
    if (!isWhole && !isSlow) return;
    if (isSlow) this.#slow.set(userId, { bytesPerS, at: this.now() });
    else this.#slow.delete(userId);
  }
}
