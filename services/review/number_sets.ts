/**
 * Facts about many issues at once: their numbers as row sets, with a limited number of ranges per
 * event, so that events stay small however scattered the numbers are.
 */
import { type Alike, type Fact, formatRowSet, type Resolution } from "@rollcall/contracts";
import type { Review } from "./review.ts";

/** Ranges per event: at most some 140 kB of text. */
const EVENT_RANGES = 10_000;

/** Whether decisions differ only in their issues. */
export function areAlike(resolutions: Resolution[]): resolutions is AlikeResolution[] {
  return resolutions.length > 1 && resolutions.every(({ action }) => isUniform(action));
}

type AlikeResolution = Resolution & { action: Alike["action"] };

const isUniform = (action: Resolution["action"]) => action === "skip" || action === "keep";

/**
 * Groups such decisions into events of a few sets each: by action, and by the issue whose decision
 * resolved them.
 */
export function inAlike(
  review: Review,
  resolutions: AlikeResolution[],
  toFact: (alike: Alike[]) => Fact,
): Fact[] {
  const groups = Map.groupBy(resolutions, (one) => {
    const { action, via, viaBefore } = sharedBy(review, one);
    return `${action}/${via}/${viaBefore}`;
  });
  const sets = [...groups.values()].map((group) => ({
    how: sharedBy(review, group[0]!),
    numbers: group.map(({ number }) => number),
  }));
  const facts: Fact[] = [];
  let alike: Alike[] = [], left = EVENT_RANGES;
  const close = () => {
    if (alike.length) facts.push(toFact(alike));
    alike = [];
    left = EVENT_RANGES;
  };
  for (const { how, numbers } of sets) {
    for (const { ranges, set } of pieces(numbers, () => left)) {
      alike.push({ ...how, numbers: set });
      left -= ranges;
      if (left === 0) close();
    }
  }
  close();
  return facts;
}

/** One fact for each set into which these numbers, in any order, are split. */
export function inSets(numbers: Iterable<number>, toFact: (set: string) => Fact): Fact[] {
  return [...pieces(numbers, () => EVENT_RANGES)].map(({ set }) => toFact(set));
}

/**
 * A decision on the whole file resolves issues far from it; one on a row resolves its neighbours.
 */
function sharedBy(
  review: Review,
  { number, action, via }: AlikeResolution,
): Omit<Alike, "numbers"> {
  if (via === undefined) return { action };
  const isOfFile = review.issues.get(via)!.scope === "file";
  return { action, ...(isOfFile ? { via } : { viaBefore: number - via }) };
}

/** @param room how many ranges the next set may have, at least 1 */
function* pieces(
  numbers: Iterable<number>,
  room: () => number,
): Generator<{ set: string; ranges: number }> {
  const sorted = [...numbers].sort((a, b) => a - b);
  for (let from = 0; from < sorted.length;) {
    const most = room();
    let to = from, ranges = 0;
    for (; to < sorted.length; to++) {
      const isNext = to > from && sorted[to] === sorted[to - 1]! + 1;
      if (!isNext && ranges++ === most) break;
    }
    yield { set: formatRowSet(sorted.slice(from, to)), ranges: Math.min(ranges, most) };
    from = to;
  }
}
