/**
 * Single typos: words one edit apart by Damerau's definition (a letter missing, extra, wrong, or
 * two transposed; F. J. Damerau, CACM 7(3), 1964), restricted to edits that people really make by
 * hand, eye or ear. Otherwise real names would be typos of others: grail of gmail, incloud of
 * icloud, wahoo of yahoo.
 */

const KEYS = ["1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
const VOWELS = "aeiouy";
/** Characters that look alike. */
const ALIKE = new Set(["il", "li", "1l", "l1", "1i", "i1", "0o", "o0"]);

/** Whether `written` may be a single typo of `meant`; false for the same word. */
export function isSingleTypo(written: string, meant: string): boolean {
  const more = written.length - meant.length;
  if (more < -1 || more > 1 || written === meant) return false;
  let start = 0;
  while (start < written.length && written[start] === meant[start]) start++;
  const rest = (word: string, skip: number) => word.slice(start + skip);
  if (more < 0) return rest(written, 0) === rest(meant, 1);
  if (more > 0) return rest(written, 1) === rest(meant, 0) && isExtra(written, start);
  if (rest(written, 2) === rest(meant, 2) && isExchanged(written, meant, start)) return true;
  return rest(written, 1) === rest(meant, 1) && isMistaken(written[start]!, meant[start]!, start);
}

/**
 * An extra character: a hyphen or dot, a key adjacent to its neighbours', or a letter from nearby.
 */
function isExtra(word: string, at: number): boolean {
  const extra = word[at]!;
  if (extra === "-" || extra === ".") return true;
  const before = word.slice(Math.max(0, at - 3), at);
  const after = word.slice(at + 1, at + 3);
  return before.includes(extra) || after.includes(extra) ||
    areNeighbours(extra, before.at(-1)) || areNeighbours(extra, after[0]);
}

const isExchanged = (a: string, b: string, at: number) =>
  a[at] === b[at + 1] && a[at + 1] === b[at];

/** A wrong letter; vowels are not confused at the beginning of a word. */
function isMistaken(written: string, meant: string, at: number): boolean {
  if (areNeighbours(written, meant) || ALIKE.has(written + meant)) return true;
  return at > 0 && VOWELS.includes(written) && VOWELS.includes(meant);
}

const neighbours = new Set<string>();
KEYS.forEach((row, r) =>
  [...row].forEach((key, c) => {
    // Each row of keys is offset by half a key from the one above.
    for (const other of [row[c + 1], KEYS[r + 1]?.[c], KEYS[r + 1]?.[c - 1]]) {
      if (other) neighbours.add(key + other).add(other + key);
    }
  })
);

const areNeighbours = (a: string, b = "") => neighbours.has(a + b);
