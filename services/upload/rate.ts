/**
 * How fast a body has been arriving lately: an exponential average, so that a fast start does not
 * count forever. How time is divided into samples makes no difference.
 */

/** What counts of the bytes, and of the ms in which they were waited for. */
export interface Rate {
  bytes: number;
  ms: number;
}

/** Below it a body is slow: it could not bring a file of 5 MiB in the time that an upload has. */
export const SLOW_BYTES_PER_S = 16 * 1_024;
/** The weight of a wait falls to a third in so long. */
const MEMORY_MS = 20_000;
/** How long a body counts as having come at its first rate before it has begun. */
const CREDIT_MS = 2_000;

/** Of a body that has yet to show how fast it is. */
export const FRESH: Rate = startingAt(SLOW_BYTES_PER_S);

/** Of one that is supposed to be so fast, until it has shown itself. */
export function startingAt(bytesPerS: number): Rate {
  return { bytes: CREDIT_MS * bytesPerS / 1_000, ms: CREDIT_MS };
}

/** The rate once `bytes` have come that were waited for during `waitedMs`. */
export function rateAfter(rate: Rate, waitedMs: number, bytes: number): Rate {
  const kept = Math.exp(-waitedMs / MEMORY_MS);
  return {
    bytes: rate.bytes * kept + bytes,
    ms: rate.ms * kept + MEMORY_MS * (1 - kept),
  };
}

export function bytesPerS({ bytes, ms }: Rate): number {
  return bytes / ms * 1_000;
}
