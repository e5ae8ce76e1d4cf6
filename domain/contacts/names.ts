/**
 * Splits a full name into halves by our own rules: no npm library handles names of more than one
 * script. Every word goes to one half or is a title; none is invented. If the order is unclear, the
 * given name is first; a single word is a given name, and the missing half becomes an issue.
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
import { halves, type NameHalves } from "./name_halves.ts";
import { trimText } from "./text.ts";

/** Characters of a name at most: anything longer is not a name and is not split. */
const MAX_NAME_CHARS = 200;
/** With remarks in brackets; looking for the end of each would take the square of many more. */
const MAX_REMARKED_CHARS = 2_000;

/**
 * "Dr. Ann van der Berg" → Ann, van der Berg; "Lee, Ann" → Ann, Lee.
 *
 * ```ts
 * const dr = splitName("Dr. Ann van der Berg");
 * assert.deepEqual(dr, { first_name: "Ann", last_name: "van der Berg" });
 * ```
 */
export function splitName(full: string): NameHalves {
  const name = trimText(full.length > MAX_REMARKED_CHARS ? full : full.replace(REMARK, " "));
  if (name.includes("@")) return halves("", "");
  if (name.length > MAX_NAME_CHARS) return halves(name, "");
  const parts = name.split(COMMA).map(wordsOf).filter((part) => part.length);
  const names = parts.length > 1 ? withoutSuffixParts(parts) : parts;
  return names.length > 1 ? splitAtComma(names) : splitWords(names[0] ?? []);
}

/** Splits a name whose words are in spoken order. */
function splitWords(all: string[]): NameHalves {
  const words = withoutSuffixes(withoutTitles(all));
  const eastAsian = splitEastAsian(words);
  if (eastAsian) return eastAsian;
  if (words.length < 2) {
    // After a title, a single name is a last name.
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

const wordsOf = (text: string) => text.split(/\s+/u).filter((word) => word);

function splitAtComma([last, ...first]: string[][]): NameHalves {
  const given = withoutSuffixes(withoutTitles(first.flat()));
  return halves(given.join(" "), withoutSuffixes(withoutTitles(last!)).join(" "));
}

/** A patronymic reveals the order: "Иванов Иван Иванович". */
function patronymic(words: string[]): NameHalves | undefined {
  if (words.length !== 3) return undefined;
  const at = words.findIndex((word) => /(?:вич|вна|ична|инична)$/iu.test(word) && word.length > 5);
  const [a, b, c] = words as [string, string, string];
  if (at === 2) return halves(`${b} ${c}`, a);
  return at === 1 ? halves(`${a} ${b}`, c) : undefined;
}

/** A half in capitals is the last name: "DUPONT Jean". Two letters are initials. */
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

/** The index of the word at which the last name begins; never the first. */
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

/** The index after "María de los Ángeles" if more follows; else after the first word. */
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
