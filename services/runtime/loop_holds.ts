/**
 * How long the event loop was held: a timer that is due every few milliseconds comes late by as much
 * as something kept the loop from it, and with it every request of everybody.
 */
import { metrics } from "@opentelemetry/api";

/** Pause between two looks; a hold is seen to within as much. */
const LOOK_MS = 10;

export class LoopHolds {
  #longestMs = 0;
  #dueAt = performance.now() + LOOK_MS;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor() {
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    // It keeps no process alive.
    Deno.unrefTimer(this.#timer);
  }

  /** The longest hold since the last call, in ms. */
  takeLongestMs(): number {
    // One that still lasts is none: whoever asks has the loop.
    this.#look();
    const longest = this.#longestMs;
    this.#longestMs = 0;
    return longest;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    this.#longestMs = Math.max(this.#longestMs, now - this.#dueAt);
    this.#dueAt = now + LOOK_MS;
  }
}

/** Tells the longest hold of each export; looks only once somebody exports. */
export function reportLoopHolds(): void {
  let holds: LoopHolds | undefined;
  metrics.getMeter("rollcall.runtime").createObservableGauge("rollcall.loop.longest_hold", {
    unit: "s",
    description: "Longest time that the event loop was held since the last reading",
  }).addCallback((result) => {
    holds ??= new LoopHolds();
    result.observe(holds.takeLongestMs() / 1_000);
  });
}
