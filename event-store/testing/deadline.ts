/**
 * Timeouts of tests. They are written generously for a reference machine; the test run measures how
 * much slower the current one is and passes the factor in the environment.
 */
export const SLOWNESS = "ROLLCALL_TEST_SLOWNESS";

/** Timeout of one step of the system on the reference machine, in ms. */
export const STEP_MS = 60_000;

/** How many times slower this machine is than the reference machine; at least 1. */
export function slowness(told = Deno.env.get(SLOWNESS)): number {
  const times = Number(told ?? 1);
  return Number.isFinite(times) && times > 1 ? times : 1;
}

/** Milliseconds of the reference machine, scaled to this one. */
export function scaled(ms: number, times = slowness()): number {
  return Math.ceil(ms * times);
}
