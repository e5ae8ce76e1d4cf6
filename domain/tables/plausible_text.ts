/**
 * How likely people wrote a text so: what an encoding makes of bytes is judged by the letters that it
 * gives within words. A control character or a sign within a name is no name, nobody mixes alphabets
 * within a word, and a capital stands where a word begins.
 */

const LETTER = /[\p{L}\p{M}]/u, CAPITAL = /\p{Lu}/u, SMALL = /\p{Ll}/u, CONTROL = /[\p{C}\p{Co}]/u;
const OTHER_ALPHABET =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Thai}]/u;
const EAST_ASIAN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u;
const IS_LATIN = /\p{Script=Latin}/u;
const LATIN = /[a-z]/i;
const HALF_WIDTH = /[\uff61-\uff9f]/;

/** What may stand at a word's end, at its beginning, and within. */
const CLOSING = /[”’»“…–—°®™ºª›]/, OPENING = /[“‘«„‚¿¡–—€£§•‹]/, WITHIN = /[’‐]/;

/**
 * Letters of Latin that are rarer than others, within words and at their end; the more, the likelier.
 * What is not here is common in some language's names.
 */
const RARER = weights({
  "0.99": "è",
  "0.97": "êěő",
  "0.95": "ïô",
  "0.93": "č",
  "0.92": "ę",
  "0.9": "ëîıň",
  "0.85": "âûõæÞēāū",
  "0.8": "ðþýďťăōűėī",
  "0.75": "È",
  "0.7": "òÃĂņ",
  "0.6": "ùœÐÎËļģķ",
  "0.5": "ÛÏÕ",
  "0.4": "ìÝÒŗ",
  "0.3": "ÿÙÌ",
  "0.2": "ŕĺŔĹ",
  "0.1": "Ÿªº",
  "0": "ƒﬁﬂµˆˇ",
});
const RARER_AT_END = weights({
  "0.9": "òù",
  "0.85": "ô",
  "0.8": "ì",
  "0.6": "ê",
  "0.4": "âûç",
  "0.3": "ïî",
});

/** By letter, of letters by weight. */
function weights(letters: Record<string, string>): Map<string, number> {
  return new Map(
    Object.entries(letters).flatMap(([weight, of]) =>
      [...of].map((letter): [string, number] => [letter, Number(weight)])
    ),
  );
}

/** 0 to 1: the share of letters beyond ASCII that stand where people write such. */
export function plausibility(text: string): number {
  const chars = [...text];
  let seen = 0, good = 0, wordAt = 0, trust = 1;
  chars.forEach((char, at) => {
    if (at >= wordAt) [wordAt, trust] = wordFrom(chars, at);
    if (char <= "\x7f") return;
    seen++;
    good += trust * fits(char, chars[at - 1] ?? "", chars[at + 1] ?? "", chars[at - 2] ?? "");
  });
  return seen ? good / seen : 1;
}

/** Where the word that begins here ends, and how far it is one: few have but accents in Latin. */
function wordFrom(chars: string[], start: number): [end: number, trust: number] {
  let end = start, accents = 0;
  while (end < chars.length && LETTER.test(chars[end]!)) {
    if (chars[end]! > "\x7f" && IS_LATIN.test(chars[end]!)) accents++;
    end++;
  }
  const length = end - start;
  return [Math.max(end, start + 1), accents > 2 && accents * 5 > length * 3 ? 0.2 : 1];
}

function fits(char: string, before: string, after: string, second: string): number {
  if (char === "\ufffd" || CONTROL.test(char)) return 0;
  if (!LETTER.test(char)) return fitsAsSign(char, before, after);
  const beside = Number(LATIN.test(before)) + Number(LATIN.test(after));
  if (OTHER_ALPHABET.test(char)) return beside ? 0 : fitsByCase(char, before, after, second);
  if (HALF_WIDTH.test(char)) {
    return !beside && (HALF_WIDTH.test(before) || HALF_WIDTH.test(after)) ? 0.9 : 0.05;
  }
  if (EAST_ASIAN.test(char)) {
    if (/[a-z]/.test(before) || /[a-z]/.test(after)) return 0.05;
    return [1, 0.5, 0][beside]!;
  }
  const isEnd = !LETTER.test(after);
  const rarity = (isEnd ? RARER_AT_END.get(char) : undefined) ?? RARER.get(char) ?? 1;
  // Polish softens by i before a vowel, and few write two vowels of which the second has an accent.
  const isHard = /[áàâòóôöæåøùûä]/.test(char) && /[aeou]/.test(before) ||
    /[ńśźć]/.test(char) && /[aeiouáéíóú]/.test(after) || char === "þ" && LETTER.test(before) ||
    char === "č" && /[b-df-hj-np-tv-z]/.test(before) && /[nmrst]/.test(after) ||
    char === "ď" && /[^aeiouyáéěíóúý]/.test(after) && LETTER.test(after);
  return (isHard ? 0.6 : 1) * rarity * fitsByCase(char, before, after, second);
}

function fitsAsSign(char: string, before: string, after: string): number {
  const behind = LETTER.test(before), ahead = LETTER.test(after);
  if (behind && ahead) return WITHIN.test(char) ? 1 : 0;
  if (behind) return CLOSING.test(char) ? 0.5 : 0.1;
  if (ahead) return OPENING.test(char) ? 0.5 : 0.1;
  return 0.5;
}

function fitsByCase(char: string, before: string, after: string, second: string): number {
  if (CAPITAL.test(char)) {
    if (SMALL.test(before)) return 0;
    return CAPITAL.test(before) && SMALL.test(after) ? 0.05 : 1;
  }
  if (!SMALL.test(char)) return 1;
  if (CAPITAL.test(before) && (CAPITAL.test(second) || CAPITAL.test(after))) return 0;
  // Of names the first letter is a capital.
  return LETTER.test(before) || !SMALL.test(after) ? 1 : 0.7;
}
