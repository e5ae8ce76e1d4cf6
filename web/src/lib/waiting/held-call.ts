/**
 * A call that waits for its next attempt. The user sees the server's reason; the wait ends when the
 * user stops it, leaves the page, or does something else.
 */
import type { Problem } from "@rollcall/contracts/api";
import { m } from "../paraglide/messages.js";
import { RetryPolicy } from "./retry-policy.ts";
import { held, tellHeld, type Waits } from "./waits.ts";

/** Shorter waits are not shown. */
const QUIET_MS = 2_000;

export class HeldCall {
  readonly #patience = new RetryPolicy();
  readonly #waits: Waits;
  #takeBack: (() => void) | null = null;
  #wake = () => {};
  #stopped: string | null = null;

  constructor(waits: Waits) {
    this.#waits = waits;
  }

  /** Waits for the next attempt; returns null when it is due, or the problem to show instead. */
  async wait(problem: Problem, retryAfter: string | null): Promise<Problem | null> {
    const { until } = this.#waits;
    const ms = until?.aborted ? undefined : this.#patience.next(problem.status, retryAfter);
    if (ms === undefined) return problem;
    this.#say(m.waiting_again({ reason: problem.detail }));
    held.add(this);
    await this.#pause(ms);
    held.delete(this);
    if (until?.aborted) return problem;
    return this.#stopped === null ? null : { ...problem, detail: this.#stopped };
  }

  /** The user has left the page. */
  leave(): void {
    this.#stop(m.waiting_left());
  }

  /** The call is done: remove its message. */
  over(): void {
    this.#takeBack?.();
    this.#takeBack = null;
  }

  /** Resolves after the time, or once the wait was stopped. */
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

  #stop(sentence: string): void {
    this.#stopped = sentence;
    this.#wake();
  }

  #say(sentence: string): void {
    const { onheld } = this.#waits;
    if (this.#takeBack || (!onheld && this.#patience.waitedMs <= QUIET_MS)) return;
    onheld?.(sentence);
    const stop = () => this.#stop(m.waiting_stopped());
    this.#takeBack = onheld ? () => onheld(null) : tellHeld(sentence, stop);
  }
}
