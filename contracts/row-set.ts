/**
 * Sets of row ids as a short text, such as "1-5,7,9-20": ascending, no overlaps, ranges inclusive.
 * A clean list of 50,000 rows with a tenth left out is some 30 kB so, and a person can read it.
 */

/** @param ids strictly ascending, each at least 1. @throws RangeError where they are not */
export function formatRowSet(ids: Iterable<number>): string {
  const parts: string[] = [];
  let first = 0, last = 0;
  const close = () => {
    if (first) parts.push(first === last ? `${first}` : `${first}-${last}`);
  };
  for (const id of ids) {
    if (!Number.isSafeInteger(id) || id <= last) {
      throw new RangeError(`row ids must ascend from 1: ${id} came after ${last}`);
    }
    if (id !== last + 1 || first === 0) {
      close();
      first = id;
    }
    last = id;
  }
  close();
  return parts.join(",");
}

/** The inclusive ranges of a row set, ascending. @throws RangeError on any other text */
export function parseRowSet(text: string): [first: number, last: number][] {
  if (text === "") return [];
  let before = 0;
  return text.split(",").map((part) => {
    const match = /^([1-9]\d*)(?:-([1-9]\d*))?$/.exec(part);
    const first = Number(match?.[1]), last = Number(match?.[2] ?? match?.[1]);
    if (!match || first <= before || last < first || !Number.isSafeInteger(last)) {
      throw new RangeError(`"${part}" is not a range of a row set`);
    }
    before = last;
    return [first, last];
  });
}

/** The row ids of a set, one by one. */
export function* rowIdsOf(text: string): Generator<number> {
  for (const [first, last] of parseRowSet(text)) {
    for (let id = first; id <= last; id++) yield id;
  }
}
