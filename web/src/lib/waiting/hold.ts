/**
 * One call that waits for its next try. Who waits is told why, in the server's words; it ends when
 * the person stops it, leaves the page, or wants something else.
 */
import type { Problem } from "@rollcall/contracts/api";
import { Patience } from "./patience.ts";

export type Waits = {
  /** Ends the waiting; a try that is under way goes on. */
  until?: AbortSignal;
  /** Hears why it is waited, and null once that is over; the page's messages do, where left out. */
  onheld?: (sentence: string | null) => void;
};

/** Shows a sentence and offers to stop; the function returned takes it away. */
type Tell = (sentence: string, stop: () => void) => () => void;

/** A wait that is over as soon as one has read of it is not worth a message. */
const QUIET_MS = 2_000;

const STOPPED = "Not done: you stopped waiting for it.";
const LEFT = "Not done: you left the page while it waited.";

let tell: Tell = () => () => {};
const held = new Set<Hold>();

/** How the page shows what waits, where the caller does not do it. */
export function onHeld(handler: Tell): void {
  tell = handler;
}

/** Ends every wait: the person has left the page that asked. */
export function endWaits(): void {
  for (const hold of held) hold.stop(LEFT);
}

export class Hold {
  readonly #patience = new Patience();
  readonly #waits: Waits;
  #takeBack: (() => void) | null = null;
  #wake = () => {};
  #stopped: string | null = null;

  constructor(waits: Waits) {
    this.#waits = waits;
  }

  /** Waits for the next try; answers what is to be said in place of one, or null where it is due. */
  async wait(problem: Problem, retryAfter: string | null): Promise<Problem | null> {
    const { until } = this.#waits;
    const ms = until?.aborted ? undefined : this.#patience.next(problem.status, retryAfter);
    if (ms === undefined) return problem;
    this.#say(`${problem.detail} Rollcall tries again by itself.`);
    held.add(this);
    await this.#pause(ms);
    held.delete(this);
    if (until?.aborted) return problem;
    return this.#stopped === null ? null : { ...problem, detail: this.#stopped };
  }

  stop(sentence = STOPPED): void {
    this.#stopped = sentence;
    this.#wake();
  }

  /** The call is answered: nothing is to be read of it any more. */
  over(): void {
    this.#takeBack?.();
    this.#takeBack = null;
  }

  /** Resolves after the time, or once nobody waits any more: whoever was told may say so at once. */
  async #pause(ms: number): Promise<void> {
    const { until } = this.#waits;
    if (until?.aborted || this.#stopped !== null) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#wake = resolve;
    until?.addEventListener("abort", () => resolve(), { once: true });
    await promise;
    clearTimeout(timer);
  }

  #say(sentence: string): void {
    const { onheld } = this.#waits;
    if (this.#takeBack || (!onheld && this.#patience.waitedMs <= QUIET_MS)) return;
    onheld?.(sentence);
    this.#takeBack = onheld ? () => onheld(null) : tell(sentence, () => this.stop());
  }
}
