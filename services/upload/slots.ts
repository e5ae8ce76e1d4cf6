/** A bound on how many uploads run at once: each holds up to two parts of 5 MiB on their way. */

export type Slots = {
  /** Takes a place, or answers undefined where there is none. Call what it answers to free it. */
  take(): (() => void) | undefined;
};

export function openSlots(count: number): Slots {
  let free = count;
  return {
    take: () => {
      if (free === 0) return undefined;
      free -= 1;
      return () => {
        free += 1;
      };
    },
  };
}
