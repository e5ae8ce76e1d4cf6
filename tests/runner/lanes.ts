/** Which test files run at the same time on this machine. */

export interface Lanes {
  /** Files at once, of which so many at most are heavy. */
  all: number;
  heavy: number;
}

/**
 * Heavy tests wait more than they work: two of them and a light one keep two cores busy; more would
 * only time each other out.
 */
export function lanesFor(cores: number): Lanes {
  return { all: cores + 1, heavy: Math.max(1, Math.min(cores, 4)) };
}

/**
 * Runs all, the heavy ones first in the order given, light ones beside them where there is room.
 * @throws whatever `run` throws, once all that had begun have ended
 */
export async function runInLanes<T>(
  { heavy, light }: { heavy: T[]; light: T[] },
  lanes: Lanes,
  run: (item: T, lane: number) => Promise<void>,
): Promise<void> {
  const waiting = { heavy: [...heavy], light: [...light] };
  const lane = async (number: number, isHeavy: boolean) => {
    for (;;) {
      const next = (isHeavy ? waiting.heavy.shift() : undefined) ?? waiting.light.shift();
      if (next === undefined) return;
      await run(next, number);
    }
  };
  const all = Array.from(
    { length: Math.max(lanes.all, lanes.heavy) },
    (_, i) => lane(i, i < lanes.heavy),
  );
  const ended = await Promise.allSettled(all);
  const failed = ended.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
}
