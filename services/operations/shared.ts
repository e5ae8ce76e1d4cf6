/** One reading for all who ask at about the same time: what it costs does not grow with them. */

/**
 * A reading that is shared while it is under way and for `keptMs` after it began. One that failed is
 * not kept.
 */
export function shared<Value>(read: () => Promise<Value>, keptMs: number): () => Promise<Value> {
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
