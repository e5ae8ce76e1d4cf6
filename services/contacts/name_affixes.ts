/**
 * What stands before and behind a name and is no part of it: titles, degrees, "Jr.". Never all of a
 * name is taken for that: one word is left.
 */
import { degrees, suffixes, titles } from "./name_words.ts";

/** A word as the lists have it. */
export const bare = (word: string) => word.replace(/[.’'`]/g, "").toLowerCase();

/** "Dr.", "Prof.Dr." */
export function isTitle(word: string): boolean {
  const parts = word.split(".").filter((part) => part);
  return parts.length > 0 && parts.every((part) => titles.has(bare(part)));
}
const isSuffix = (word: string) => suffixes.has(bare(word)) || /^(?:M\.?D|R\.?N)\.?$/.test(word);

/** Without what stands behind a comma and is no name: "Jane Doe, PhD", "Lee, Ann, Jr.". */
export function withoutSuffixParts(parts: string[][]): string[][] {
  const first = parts[0] ?? [];
  return parts.filter((part, i) => {
    const isName = i === 0 || !part.every((word) => isSuffix(word) || degrees.has(bare(word)));
    // "Lee, Ma" is a person; "Lee, Jr." lacks a name whichever way it is read.
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
