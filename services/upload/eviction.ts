/**
 * Whose place a newcomer gets when all are taken. Accounts are free, so a limit per user is not
 * enough: users with fewer places come before those with more, and bodies that arrive before bodies
 * that are only announced.
 */
import { SLOW_BYTES_PER_S } from "./rate.ts";

/** Who has a place. */
export interface Holder {
  userId: string;
  /** how fast his body comes */
  bytesPerS: number;
  /** all of it has arrived: it is being processed, and cannot be evicted */
  isWhole: boolean;
}

/**
 * The holder whose place goes to a newcomer, or undefined where nobody has to give way:
 *
 * 1. a slow body of a user who has more places than the newcomer, the slowest first; one of a user
 *    with n places counts as n times as slow;
 * 2. else a body of the user with the most places, if he has at least two more than the newcomer: one
 *    that is whole, which leaves by itself in a moment, or his slowest.
 *
 * So a user without a place gets one while anybody has two, or is slow; and a body that is not slow
 * is never sent away while a slow one could be.
 *
 * @param holders in the order in which they came, which decides between equals
 */
export function holderToEvict<H extends Holder>(
  userId: string,
  holders: readonly H[],
): H | undefined {
  const byUser = Map.groupBy(holders, (holder) => holder.userId);
  const places = (of: string) => byUser.get(of)?.length ?? 0;
  const own = places(userId);
  const slow = holders.filter((holder) => isSlow(holder) && places(holder.userId) > own);
  if (slow.length) return least(slow, (holder) => holder.bytesPerS / places(holder.userId));
  const most = Math.max(0, ...[...byUser.values()].map(({ length }) => length));
  if (most < own + 2) return undefined;
  const candidates = holders.filter((holder) => places(holder.userId) === most);
  return candidates.find(({ isWhole }) => isWhole) ??
    least(candidates, ({ bytesPerS }) => bytesPerS);
}

const isSlow = ({ isWhole, bytesPerS }: Holder) => !isWhole && bytesPerS < SLOW_BYTES_PER_S;

/** The first of those with the least. */
function least<T>(all: readonly T[], measure: (one: T) => number): T | undefined {
  const measured = all.map((one) => ({ one, measure: measure(one) }));
  return measured.reduce((first, next) => next.measure < first.measure ? next : first, measured[0]!)
    ?.one;
}
