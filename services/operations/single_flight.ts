/** Coalesces concurrent reads, so that the cost does not grow with the number of callers. */

/**
 * Shares a read while it is in progress and for `keptMs` after it began. A failed read is not kept.
 */
export function singleFlight<Value>(
  read: () => Promise<Value>,
  keptMs: number,
): () => Promise<Value> {
  let current: { value: Promise<Value>; since: number; done: boolean } | undefined;
  return () => {
    if (current && (!current.done || Date.now() - current.since < keptMs)) return current.value;
    const reading = { value: read(), since: Date.now(), done: false };
    current = reading;
    reading.value.then(() => reading.done = true, () => {
      if (current === reading) current = undefined;
    });
    return reading.value;
  };
}
