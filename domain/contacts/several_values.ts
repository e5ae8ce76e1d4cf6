/** Cells that hold several addresses or phone numbers: the first good one, and the others. */
import { isValidEmail, normalizeEmail } from "./email.ts";
import { readPhone, withoutLabel } from "./phone.ts";

export interface SeveralValues {
  /** as it is written there, without what stands around it */
  first: string;
  /** the same, in their order */
  others: string[];
}

/** A longer cell is a text. */
const MAX_CELL_CHARS = 2_000;
/** Digits that a phone number has at least, beside another one. */
const PHONE_DIGITS = 6;

/**
 * The addresses of a cell that has two good ones or more.
 *
 * ```ts
 * const { first, others } = severalEmails("Ann <ann@example.com>; lee@example.org");
 * assert.deepEqual([first, others], ["ann@example.com", ["lee@example.org"]]);
 * assert.equal(severalEmails("ann@example.com"), undefined);
 * ```
 */
export function severalEmails(cell: string): SeveralValues | undefined {
  if (cell.indexOf("@") === cell.lastIndexOf("@") || cell.length > MAX_CELL_CHARS) return undefined;
  const found = new Map<string, string>();
  const bad: string[] = [];
  for (const part of cell.split(/[\s;,|/<>()[\]{}"]+|:::|mailto:/i)) {
    const text = part.replace(/^[.:'’*-]+|[.:'’*?]+$/g, "");
    if (!text.includes("@")) continue;
    const email = normalizeEmail(text);
    if (!isValidEmail(email)) bad.push(text);
    else if (!found.has(email)) found.set(email, text);
  }
  const [first, ...others] = found.values();
  return first !== undefined && others.length ? { first, others: [...others, ...bad] } : undefined;
}

/**
 * The phone numbers of a cell that has two or more, at least one understood; what is one number is
 * none.
 *
 * ```ts
 * const { first, others } = severalPhones("+44 20 7946 0018 / 07700 900123", null);
 * assert.deepEqual([first, others], ["+44 20 7946 0018", ["07700 900123"]]);
 * assert.equal(severalPhones("030 / 90 18 20", "DE"), undefined);
 * ```
 *
 * @param region where numbers without a country code are at home
 */
export function severalPhones(cell: string, region: string | null): SeveralValues | undefined {
  if (cell.length < 2 * PHONE_DIGITS || PLAIN.test(cell)) return undefined;
  if (cell.length > MAX_CELL_CHARS) return undefined;
  if (!OR_STROKE.test(cell) || readPhone(cell, region).e164 !== undefined) return undefined;
  const numbers = partsOf(cell, BETWEEN) ?? partsOf(cell, OR_STROKE);
  if (!numbers) return undefined;
  const bare = numbers.map((number) => withoutLabel(number));
  const first = bare.findIndex((number) => readPhone(number, region).e164 !== undefined);
  if (first < 0) return undefined;
  return { first: bare[first]!, others: numbers.filter((_, at) => at !== first) };
}

/** Undefined where they are not two numbers or more, and nothing else. */
function partsOf(cell: string, between: RegExp): string[] | undefined {
  const parts = cell.split(between).map((part) => part.trim()).filter((part) => part);
  const areNumbers = parts.every((part) => part.replace(/\D/g, "").length >= PHONE_DIGITS);
  return areNumbers && parts.length > 1 ? parts : undefined;
}

/**
 * What may be the first of several numbers in a cell.
 *
 * ```ts
 * assert.ok(firstOf("030 1234567 / 0171 2345678").includes("030 1234567"));
 * ```
 */
export const firstOf = (cell: string): string[] =>
  [BETWEEN, OR_STROKE].map((between) => cell.split(between)[0]!.trim());

/** Nearly all numbers: nothing in them could part two. */
const PLAIN = /^[\d ().+-]*$/;
/** What people and programs write between numbers. */
const BETWEEN = /\s*(?::::|[;,|\n\r]|\s(?:and|or|und|oder|et|ou|y|o|e|og|och|en|&)\s)\s*/i;
/** Within a number a stroke may stand too. */
const OR_STROKE = new RegExp(`${BETWEEN.source}|\\s*/\\s*`, "i");
