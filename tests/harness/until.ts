/** Waiting for what comes in its own time, and saying what there is instead where it does not. */
import { scaled, STEP_MS } from "./deadline.ts";

const LOOK_MIN_MS = 50, LOOK_MAX_MS = 500;

/**
 * How long to wait for the next look, after waiting for so long: a tenth of it. Each look at a stack
 * takes from it the processor that what is waited for needs.
 */
export function pauseAfter(waitedMs: number): number {
  return Math.min(LOOK_MAX_MS, Math.max(LOOK_MIN_MS, waitedMs / 10));
}

/**
 * The first value that fits. What a look throws ends the wait: who expects that something is away
 * for a while says so by `unlessAway`.
 * @param ms patience, before it is scaled by the slowness of the machine
 * @throws where none fits in time, with the last value
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  fits: (value: NonNullable<T>) => unknown = Boolean,
  ms = STEP_MS,
): Promise<NonNullable<T>> {
  const limitMs = scaled(ms), began = Date.now();
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== null && fits(value)) return value;
    const waitedMs = Date.now() - began;
    if (waitedMs > limitMs) {
      const seen = Deno.inspect(value, { depth: 6 });
      throw new Error(`not within ${limitMs} ms: ${what}. The last look saw ${seen}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pauseAfter(waitedMs)));
  }
}

/** A look at what may be away: what it throws is nothing seen. */
export function unlessAway<T>(look: () => Promise<T>): () => Promise<T | undefined> {
  return () => look().catch(() => undefined);
}
