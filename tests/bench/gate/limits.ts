/**
 * What each process may need for what the gate measures, in multiples of a bare import of 40,000 rows
 * in the same run: by process, since a fifth of a sum may grow fivefold without being seen in it. Pure.
 */

export type Activity = keyof typeof usual;
/** A process → its processor milliseconds. */
export type Costs = ReadonlyMap<string, number>;

/** As measured on 2026-11-30, busy and quiet; what is left out is less than can be told apart. */
export const usual = {
  "a file of 40,000 rows": {
    gateway: 0.25,
    upload: 0.6,
    parsing: 2.9,
    dedupe: 1.5,
    review: 1.3,
    projection: 2.1,
    relay: 0.45,
    postgres: 2,
    emulator: 0.7,
  },
  "a file of 1,000 rows": {
    gateway: 0.04,
    upload: 0.09,
    parsing: 0.16,
    dedupe: 0.085,
    review: 0.06,
    projection: 0.13,
    relay: 0.07,
    postgres: 0.15,
    emulator: 0.12,
  },
  "a decision among 16 at once": {
    gateway: 0.009,
    review: 0.011,
    projection: 0.009,
    relay: 0.003,
    postgres: 0.008,
    emulator: 0.005,
  },
  "bulk rules and a list of 40,000 rows": { review: 1.3, projection: 0.35, postgres: 0.25 },
} satisfies Record<string, Record<string, number>>;

/** Machines differ, and runs on one by half; a change that makes something dear, by more. */
const AT_MOST = 4;

export interface Share {
  process: string;
  /** of a bare import */
  ratio: number;
  limit: number;
}

/** Each process that has a limit, with how much it needed. */
export function sharesOf(activity: Activity, costs: Costs, bareMs: number): Share[] {
  return Object.entries<number>(usual[activity]).map(([process, ratio]) => ({
    process,
    ratio: costs.get(process)! / bareMs,
    limit: ratio * AT_MOST,
  }));
}

/** Those that needed more than they may. */
export function exceeded(shares: Share[]): Share[] {
  return shares.filter(({ ratio, limit }) => !(ratio <= limit));
}
