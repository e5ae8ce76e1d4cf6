/** Waiting for what comes in its own time, and saying what there is instead where it does not. */
import { scaled, STEP_MS } from "./deadline.ts";

const LOOK_MS = 50;

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
  const limitMs = scaled(ms), deadline = Date.now() + limitMs;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== null && fits(value)) return value;
    if (Date.now() > deadline) {
      const seen = Deno.inspect(value, { depth: 6 });
      throw new Error(`not within ${limitMs} ms: ${what}. The last look saw ${seen}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** A look at what may be away: what it throws is nothing seen. */
export function unlessAway<T>(look: () => Promise<T>): () => Promise<T | undefined> {
  return () => look().catch(() => undefined);
}
