/**
 * Answers whose client does not read on. Nobody holds one for ever, with the memory and the connections
 * behind it: it ends after a minute without a byte taken, and where many wait, the one that has waited
 * longest makes room.
 */
import type { ServerResponse } from "node:http";

/** How long a client may take nothing. */
const UNREAD_MS = 60_000;
/** Answers that may wait for their clients at once; a client that reads is waited for only briefly. */
const MAX_WAITING = 250;

export class UnreadAnswers {
  /** In the order in which the wait began. */
  readonly #waiting = new Map<ServerResponse, ReturnType<typeof setTimeout>>();

  constructor(readonly unreadMs = UNREAD_MS, readonly maxWaiting = MAX_WAITING) {}

  /** Resolves once the client has read on, or was disconnected. */
  async readOn(outgoing: ServerResponse, gone: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = () => resolve();
    const [oldest] = this.#waiting.keys();
    if (oldest && this.#waiting.size >= this.maxWaiting) this.#end(oldest);
    this.#waiting.set(outgoing, setTimeout(() => this.#end(outgoing), this.unreadMs));
    outgoing.once("drain", done);
    gone.addEventListener("abort", done);
    if (gone.aborted) done();
    await promise;
    this.#leave(outgoing);
    outgoing.off("drain", done);
    gone.removeEventListener("abort", done);
  }

  #end(outgoing: ServerResponse): void {
    this.#leave(outgoing);
    outgoing.destroy();
  }

  #leave(outgoing: ServerResponse): void {
    clearTimeout(this.#waiting.get(outgoing));
    this.#waiting.delete(outgoing);
  }
}
