/**
 * The number of typing errors between two words.
 *
 * The optimal string alignment distance (a restricted Damerau–Levenshtein distance: Boytsov,
 * "Indexing methods for approximate dictionary searching", 2011, section 2.2): one step inserts,
 * deletes or replaces a UTF-16 unit, or swaps two neighbours, none of which is touched twice.
 *
 * @example editDistance("adress", "address") // 1
 * @example editDistance("emial", "email") // 1
 */
export function editDistance(one: string, other: string): number {
  // Three rows of the matrix: a swap needs the one before the last.
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, j) => j);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const cost = one[i - 1] === other[j - 1] ? 0 : 1;
      let steps = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost);
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (isSwap) steps = Math.min(steps, before[j - 2]! + 1);
      row.push(steps);
    }
    [before, last] = [last, row];
  }
  return last[other.length]!;
}
