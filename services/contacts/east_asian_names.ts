/**
 * Names in Chinese, Japanese and Korean writing: the last name is first, and foreign names, whose
 * words a dot divides, are the other way round. Without a space a name begins with a surname of the
 * lists, Chinese or Korean; else (a Japanese one) nobody can tell, and all is the last name.
 */
import { chineseDoubleSurnames, chineseSurnames, koreanSurnames } from "./name_words.ts";
import type { NameHalves } from "./names.ts";

const EAST_ASIAN =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々〆・·‧]+$/u;
/** Before it in Unicode there is none: most names pass at the first look. */
const FIRST_LETTER = "\u1100";
const DOT = /[・·‧]/;

/** @returns undefined where the words are in another writing */
export function splitEastAsian(words: string[]): NameHalves | undefined {
  if (!(words[0]! >= FIRST_LETTER) || !words.every((word) => EAST_ASIAN.test(word))) {
    return undefined;
  }
  if (words.length > 1) return { first_name: words.slice(1).join(" "), last_name: words[0]! };
  const name = words[0]!;
  const foreign = name.split(DOT).filter((part) => part);
  if (foreign.length > 1) {
    return { first_name: foreign.slice(0, -1).join(" "), last_name: foreign.at(-1)! };
  }
  const surname = surnameLength(name);
  return { first_name: name.slice(surname), last_name: name.slice(0, surname) };
}

function surnameLength(name: string): number {
  const isHan = /^\p{Script=Han}+$/u.test(name);
  if (isHan && name.length > 2 && name.length <= 4 && chineseDoubleSurnames.has(name.slice(0, 2))) {
    return 2;
  }
  const surnames = isHan ? chineseSurnames : koreanSurnames;
  return (name.length === 2 || name.length === 3) && surnames.has(name[0]!) ? 1 : name.length;
}
