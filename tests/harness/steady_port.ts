/**
 * A free port that stays free while whoever listens on it is down: from below the range out of which
 * the system gives outgoing connections theirs, where one of them might take it meanwhile. Files that
 * run at the same time have ranges of their own, and so have whole runs at the same time on one
 * machine, as a port is taken only once its service has started.
 */
import { LANE, SLOT } from "./run_settings.ts";

/** Above 10080, the last of the ports that fetch refuses to speak to (Fetch Standard, bad ports). */
const FIRST = 11_000;
const OF_LANE = 1_000, LANES = 20;
/** Runs at the same time that are kept apart; each has its part of every lane. */
export const SLOTS = 4;
const given = new Set<number>();

/** @throws where a hundred of them are taken */
export function steadyPort(hostname = "127.0.0.1"): number {
  const [first, count] = rangeOf(Deno.env.get(LANE), Deno.env.get(SLOT));
  for (let tries = 0; tries < 100; tries++) {
    const port = first + Math.floor(Math.random() * count);
    if (given.has(port)) continue;
    try {
      Deno.listen({ hostname, port }).close();
      given.add(port);
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error(`none of a hundred ports from ${first} to ${first + count} is free`);
}

/** The first port of a lane of a run, and how many it has; all of them where no run is around. */
export function rangeOf(lane: string | undefined, slot = "0"): [first: number, count: number] {
  if (!lane) return [FIRST, OF_LANE * LANES];
  const count = OF_LANE / SLOTS;
  return [FIRST + ((Number(lane) + LANES) % LANES) * OF_LANE + Number(slot) * count, count];
}
