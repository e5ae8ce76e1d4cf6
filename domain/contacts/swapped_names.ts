/**
 * Whether first and last names stand in each other's column. People's addresses tell: "ann.lee@" and
 * "alee@" are made of Ann and Lee in this order nearly everywhere. A house may have another custom, so
 * "lee.ann@" counts once for each domain.
 */
import { providers } from "./email_domains.ts";

export interface NamedAddress {
  first: string;
  last: string;
  /** normalised */
  email: string;
}

/** Addresses that must tell, and the share of them that must tell the same. */
const MIN_TOLD = 3, MIN_SHARE = 0.8;

/**
 * How many addresses say that the names are swapped, of how many that say anything; 0 where they do
 * not say so for sure.
 *
 * ```ts
 * const person = (first, last, email) => ({ first, last, email });
 * const { swapped } = namesSeemSwapped([
 *   person("Lee", "Ann", "ann.lee@example.com"),
 *   person("May", "Bob", "bmay@example.org"),
 *   person("Ray", "Cyd", "c.ray@example.net"),
 * ]);
 * assert.equal(swapped, 3);
 * ```
 */
export function namesSeemSwapped(
  people: Iterable<NamedAddress>,
): { swapped: number; told: number } {
  let straight = 0, swapped = 0;
  const customs = new Set<string>();
  for (const { first, last, email } of people) {
    const [local = "", domain = ""] = email.split("@");
    const names = [plain(first), plain(last)] as const;
    const says = order(names, local);
    if (says === "straight") straight++;
    else if (says === "swapped") swapped++;
    else if (says === "house's") {
      // Of a provider everybody's address is his own.
      const custom = providers.includes(domain) ? email : domain;
      if (!customs.has(custom)) swapped++;
      customs.add(custom);
    }
  }
  const told = straight + swapped;
  const isSure = told >= MIN_TOLD && swapped >= MIN_SHARE * told;
  return { swapped: isSure ? swapped : 0, told };
}

type Order = "straight" | "swapped" | "house's" | undefined;

function order([first, last]: readonly [string, string], local: string): Order {
  // Words that say nothing of the name: whoever has one letter, or twice the same.
  if (first.length < 2 || last.length < 2 || first === last) return undefined;
  const [a = "", b = "", ...more] = local.split(/[._-]+/);
  if (more.length) return undefined;
  if (b) return orderOfTwo(first, last, a, b);
  if (a === first[0]! + last || a === first + last || a === first) return "straight";
  if (a === last[0]! + first) return "swapped";
  return a === last + first ? "house's" : undefined;
}

function orderOfTwo(first: string, last: string, a: string, b: string): Order {
  if ([first, first[0]].includes(a) && [last, last[0]].includes(b)) return "straight";
  if (a === last[0] && b === first) return "swapped";
  return a === last && b === first ? "house's" : undefined;
}

/** As it stands in an address. */
const plain = (name: string) =>
  name.toLowerCase().replace(/[äöüß]/g, (letter) => germans.get(letter)!).normalize("NFD")
    .replace(/[^a-z]/g, "");

const germans = new Map([["ä", "ae"], ["ö", "oe"], ["ü", "ue"], ["ß", "ss"]]);
