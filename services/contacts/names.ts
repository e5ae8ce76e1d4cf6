/**
 * A full name as its halves, by rules of our own: of npm's libraries none knows names of more than
 * one writing. Every word goes to one half or is a title; none is made up. Where the order cannot be
 * told, the given name is first, and a lone word is a given name: somebody will be asked.
 */
import { splitEastAsian } from "./east_asian_names.ts";
import {
  firstSurnames,
  joiners,
  marianNames,
  marianWords,
  particles,
  smallParticles,
} from "./name_words.ts";
import {
  bare,
  isTitle,
  withoutSuffixes,
  withoutSuffixParts,
  withoutTitles,
} from "./name_affixes.ts";
import { trimText } from "./text.ts";

export interface NameHalves {
  first_name: string;
  last_name: string;
}

/** Characters of a name at most: what is longer is a text, and none of its words is a surname. */
const MAX_NAME_CHARS = 200;

/** "Dr. Ann van der Berg" → Ann, van der Berg; "Lee, Ann" → Ann, Lee. */
export function splitName(full: string): NameHalves {
  const name = trimText(full.replace(REMARK, " "));
  if (name.includes("@")) return halves("", "");
  if (name.length > MAX_NAME_CHARS) return halves(name, "");
  const parts = name.split(COMMA).map(wordsOf).filter((part) => part.length);
  const names = parts.length > 1 ? withoutSuffixParts(parts) : parts;
  return names.length > 1 ? splitAtComma(names) : splitWords(names[0] ?? []);
}

/** A name whose words stand in the order in which they are said. */
function splitWords(all: string[]): NameHalves {
  const words = withoutSuffixes(withoutTitles(all));
  const eastAsian = splitEastAsian(words);
  if (eastAsian) return eastAsian;
  if (words.length < 2) {
    // Who has a title before one name has it before the last one.
    const hasTitle = all.length > 1 && isTitle(all[0]!);
    return hasTitle ? halves("", words.join(" ")) : halves(words.join(" "), "");
  }
  const known = patronymic(words) ?? capitals(words);
  if (known) return known;
  const start = surnameStart(words);
  return halves(words.slice(0, start).join(" "), words.slice(start).join(" "));
}

const REMARK = /[(\[][^)\]]*[)\]]/g;
const COMMA = /[,，]/;

const halves = (first_name: string, last_name: string): NameHalves => ({ first_name, last_name });

const wordsOf = (text: string) => text.split(/\s+/u).filter((word) => word);

function splitAtComma([last, ...first]: string[][]): NameHalves {
  const given = withoutSuffixes(withoutTitles(first.flat()));
  return halves(given.join(" "), withoutSuffixes(withoutTitles(last!)).join(" "));
}

/** Whose father is named gives the order away: "Иванов Иван Иванович". */
function patronymic(words: string[]): NameHalves | undefined {
  if (words.length !== 3) return undefined;
  const at = words.findIndex((word) => /(?:вич|вна|ична|инична)$/iu.test(word) && word.length > 5);
  const [a, b, c] = words as [string, string, string];
  if (at === 2) return halves(`${b} ${c}`, a);
  return at === 1 ? halves(`${a} ${b}`, c) : undefined;
}

/** Who writes one half in capitals means the last name: "DUPONT Jean". Two letters are initials. */
function capitals(words: string[]): NameHalves | undefined {
  let run = 0;
  while (run < words.length && isInCapitals(words[run]!)) run++;
  const isLastName = run < words.length && words.slice(0, run).some((word) => word.length > 2) &&
    !words.slice(run).some(isInCapitals);
  if (!isLastName) return undefined;
  return halves(words.slice(run).join(" "), words.slice(0, run).join(" "));
}

const isInCapitals = (word: string) =>
  !word.includes(".") && word === word.toUpperCase() && word !== word.toLowerCase();

/** At which word the last name begins; never at the first. */
function surnameStart(words: string[]): number {
  const last = words.length - 1;
  const start = behindMarianName(words);
  for (let at = start; at < last; at++) {
    if (isParticle(words[at]!)) return joiners.has(words[at]!) && at > start ? at - 1 : at;
  }
  const before = words[last - 1]!.toLowerCase();
  const isSpanish = firstSurnames.has(before) || /..[eé]z$/.test(before);
  return isSpanish && last > start ? last - 1 : last;
}

/** Behind "María de los Ángeles", where more comes; else behind the first word. */
function behindMarianName(words: string[]): number {
  if (!marianNames.has(bare(words[0]!))) return 1;
  let at = 1;
  while (/^(?:del?|la|los|las)$/i.test(words[at] ?? "")) at++;
  const isMarian = at > 1 && at < words.length - 1 && marianWords.has(words[at]!.toLowerCase());
  return isMarian ? at + 1 : 1;
}

function isParticle(word: string): boolean {
  return smallParticles.has(word) || particles.has(bare(word)) || /^d[’']$/i.test(word);
}
