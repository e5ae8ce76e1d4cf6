/**
 * Event loop delay: a timer that is due every few milliseconds fires late by as long as something
 * blocked the loop, and every request with it.
 */
import { metrics } from "@opentelemetry/api";

/** Between two samples; a delay is measured to within as much. */
const SAMPLE_MS = 10;

export class EventLoopDelay {
  #longestMs = 0;
  #dueAt = performance.now() + SAMPLE_MS;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor() {
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS);
    // It keeps no process alive.
    Deno.unrefTimer(this.#timer);
  }

  /** The longest delay since the last call, in ms. */
  takeLongestMs(): number {
    // The timer may be overdue: whatever blocked the loop until now counts too.
    this.#sample();
    const longest = this.#longestMs;
    this.#longestMs = 0;
    return longest;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    const now = performance.now();
    this.#longestMs = Math.max(this.#longestMs, now - this.#dueAt);
    this.#dueAt = now + SAMPLE_MS;
  }
}

/** Exports the longest delay since the last export; samples only once there is an exporter. */
export function reportEventLoopDelay(): void {
  let delay: EventLoopDelay | undefined;
  metrics.getMeter("rollcall.runtime").createObservableGauge("rollcall.loop.longest_hold", {
    unit: "s",
    description: "Longest time that the event loop was held since the last reading",
  }).addCallback((result) => {
    delay ??= new EventLoopDelay();
    result.observe(delay.takeLongestMs() / 1_000);
  });
}
