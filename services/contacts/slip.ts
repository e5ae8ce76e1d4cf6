/**
 * One slip of the hand: two words that are one edit apart by Damerau's count (a letter left out, one
 * too many, another one, two exchanged; F. J. Damerau, CACM 7(3), 1964), and of these only the ones
 * that a hand, an eye or an ear brings about. Without that, short names that are real would be slips
 * of each other: grail of gmail, incloud of icloud, wahoo of yahoo.
 */

const KEYS = ["1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
const VOWELS = "aeiouy";
/** Letters that look the same. */
const ALIKE = new Set(["il", "li", "1l", "l1", "1i", "i1", "0o", "o0"]);

/** Whether `written` may stand for `meant` by one slip; the same word is none. */
export function isSlip(written: string, meant: string): boolean {
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

/** A letter too many: a hyphen or dot, a neighbour of the keys beside it, or a letter from nearby. */
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

/** The first letter is looked at: there a vowel is not taken for another. */
function isMistaken(written: string, meant: string, at: number): boolean {
  if (areNeighbours(written, meant) || ALIKE.has(written + meant)) return true;
  return at > 0 && VOWELS.includes(written) && VOWELS.includes(meant);
}

const neighbours = new Set<string>();
KEYS.forEach((row, r) =>
  [...row].forEach((key, c) => {
    // Each row of keys stands half a key to the right of the one above it.
    for (const other of [row[c + 1], KEYS[r + 1]?.[c], KEYS[r + 1]?.[c - 1]]) {
      if (other) neighbours.add(key + other).add(other + key);
    }
  })
);

const areNeighbours = (a: string, b = "") => neighbours.has(a + b);
