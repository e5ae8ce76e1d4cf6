/**
 * Which of several tabs a key leads to: arrows go round, Home and End to the ends.
 * @returns its index; null for other keys
 */
export function tabAt(key: string, current: number, count: number, isRtl: boolean): number | null {
  const step = isRtl ? -1 : 1;
  if (key === "ArrowRight") return (current + step + count) % count;
  if (key === "ArrowLeft") return (current - step + count) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}
