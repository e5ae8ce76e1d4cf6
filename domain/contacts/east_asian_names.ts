/**
 * Names in Chinese, Japanese and Korean script: the last name comes first, except in foreign names,
 * whose words are separated by a dot. Without a space, a name is split after a listed Chinese or
 * Korean surname; otherwise (in Japanese) it cannot be split, and all of it is the last name.
 */
import { halves, type NameHalves } from "./name_halves.ts";
import { chineseDoubleSurnames, chineseSurnames, koreanSurnames } from "./name_words.ts";

const EAST_ASIAN =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々〆・·‧]+$/u;
/** The first such letter in Unicode: most names are ruled out at once. */
const FIRST_LETTER = "\u1100";
const DOT = /[・·‧]/;

/** @returns undefined if the words are in another script */
export function splitEastAsian(words: string[]): NameHalves | undefined {
  if (!(words[0]! >= FIRST_LETTER) || !words.every((word) => EAST_ASIAN.test(word))) {
    return undefined;
  }
  if (words.length > 1) return halves(words.slice(1).join(" "), words[0]!);
  const name = words[0]!;
  const foreign = name.split(DOT).filter((part) => part);
  if (foreign.length > 1) {
    return halves(foreign.slice(0, -1).join(" "), foreign.at(-1)!);
  }
  const surname = surnameLength(name);
  return halves(name.slice(surname), name.slice(0, surname));
}

function surnameLength(name: string): number {
  const isHan = /^\p{Script=Han}+$/u.test(name);
  if (isHan && name.length > 2 && name.length <= 4 && chineseDoubleSurnames.has(name.slice(0, 2))) {
    return 2;
  }
  const surnames = isHan ? chineseSurnames : koreanSurnames;
  return (name.length === 2 || name.length === 3) && surnames.has(name[0]!) ? 1 : name.length;
}
