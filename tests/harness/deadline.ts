/**
 * How long a test waits for what has to come. Each wait is written down as this code's own machine
 * would need it, generously; the test run measures how much slower the machine at hand is and hands
 * that on by the environment.
 */
export const SLOWNESS = "ROLLCALL_TEST_SLOWNESS";

/** Patience for one step of the system, on a machine that is not slow, in milliseconds. */
export const STEP_MS = 60_000;

/** How many times slower this machine is than the one that deadlines are written for; 1 or more. */
export function slowness(told = Deno.env.get(SLOWNESS)): number {
  const times = Number(told ?? 1);
  return Number.isFinite(times) && times > 1 ? times : 1;
}

/** So many milliseconds of a machine that is not slow, as milliseconds of this one. */
export function scaled(ms: number, times = slowness()): number {
  return Math.ceil(ms * times);
}
