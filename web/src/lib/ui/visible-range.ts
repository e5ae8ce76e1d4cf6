/** Which items of a long list of equal heights to render, with some overscan. */
export function visibleRange(
  { scrollTop, height, itemHeight, length, spare = 6 }: {
    scrollTop: number;
    height: number;
    itemHeight: number;
    length: number;
    spare?: number;
  },
): { start: number; end: number } {
  const first = Math.floor(scrollTop / itemHeight) - spare;
  const last = Math.ceil((scrollTop + height) / itemHeight) + spare;
  const start = Math.max(0, Math.min(first, length));
  return { start, end: Math.max(start, Math.min(last, length)) };
}
