/**
 * Titles, degrees and suffixes such as "Jr.", which are not part of a name. At least one word of a
 * name is always left.
 */
import { degrees, suffixes, titles } from "./name_words.ts";

/** A word in the form of the lists. */
export const bare = (word: string) => word.replace(/[.’'`]/g, "").toLowerCase();

/** "Dr.", "Prof.Dr." */
export function isTitle(word: string): boolean {
  const parts = word.split(".").filter((part) => part);
  return parts.length > 0 && parts.every((part) => titles.has(bare(part)));
}
const isSuffix = (word: string) => suffixes.has(bare(word)) || /^(?:M\.?D|R\.?N)\.?$/.test(word);

/** Drops parts after a comma that are no names: "Jane Doe, PhD", "Lee, Ann, Jr.". */
export function withoutSuffixParts(parts: string[][]): string[][] {
  const first = parts[0] ?? [];
  return parts.filter((part, i) => {
    const isName = i === 0 || !part.every((word) => isSuffix(word) || degrees.has(bare(word)));
    // "Lee, Ma" is a name; "Lee, Jr." lacks one half however it is read.
    return isName || first.length < 2 && i === parts.length - 1 && i === 1;
  });
}

export function withoutTitles(words: string[]): string[] {
  let from = 0;
  while (from < words.length - 1) {
    if (isTitle(words[from]!)) from++;
    else if (
      from > 0 && /^(?:&|and|und|et|y|e)$/i.test(words[from]!) && isTitle(words[from + 1]!)
    ) {
      from += 1;
    } else break;
  }
  return words.slice(from);
}

export function withoutSuffixes(words: string[]): string[] {
  let to = words.length;
  while (to > 1 && isSuffix(words[to - 1]!)) to--;
  return words.slice(0, to);
}
