/**
 * Sets of row ids, or of issue numbers, as a short text, such as "1-5,7,9-20": ascending, no
 * overlaps, ranges inclusive. A clean list of 50,000 rows with a tenth excluded takes some 30 kB,
 * and is readable.
 */

/**
 * The text of a set.
 *
 * ```ts
 * assert.equal(formatRowSet([1, 2, 3, 7, 9, 10]), "1-3,7,9-10");
 * assert.throws(() => formatRowSet([2, 1]), RangeError);
 * ```
 *
 * @param ids strictly ascending, each at least 1
 * @throws RangeError if they are not
 */
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

/**
 * The inclusive ranges of a row set, ascending.
 *
 * ```ts
 * assert.deepEqual(parseRowSet("1-3,7"), [[1, 3], [7, 7]]);
 * ```
 *
 * @throws RangeError on any other text
 */
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

/**
 * How many ids a set has.
 *
 * ```ts
 * assert.equal(sizeOfRowSet("1-3,7"), 4);
 * ```
 *
 * @throws RangeError if the text is not a row set
 */
export function sizeOfRowSet(text: string): number {
  return parseRowSet(text).reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/**
 * The row ids of a set, one by one.
 *
 * ```ts
 * assert.deepEqual([...rowIdsOf("1-3,7")], [1, 2, 3, 7]);
 * ```
 */
export function* rowIdsOf(text: string): Generator<number> {
  for (const [first, last] of parseRowSet(text)) {
    for (let id = first; id <= last; id++) yield id;
  }
}
