/**
 * The country of a list's phone numbers, guessed if the user named none: by the countries that its
 * rows name, by numbers that are written with their country, by where addresses end, by the
 * language of the headers, in this order. A guess counts only where it makes numbers of those that
 * are written without a country.
 */
import { type FileColumn, regionReasons } from "@rollcall/contracts";
import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js";
import { languageOf } from "./match_header.ts";
import { regionOfLanguage } from "./header_languages.ts";
import { readPhone } from "./phone.ts";
import { withoutLabel } from "./phone.ts";
import { firstOf } from "./several_values.ts";
import { dialsTrunk } from "./phone_plans.ts";
import { regionOf } from "./region.ts";

export interface GuessedRegion {
  /** ISO 3166-1 alpha-2 */
  code: string;
  /** what says so, as it may stand behind a colon */
  reason: string;
}

/** Of what speaks for a country at all, what must speak for this one. */
const MIN_SHARE = 0.75;
/** Of the numbers without a country, those that must be numbers of it. */
const MIN_NUMBERS = 0.5;
/** Numbers that are looked at. */
const MAX_NUMBERS = 200;

/** Endings that stand for a country, and are taken for what they spell all over the world. */
const ANYWHERE = new Set(
  "ac ai am cc cd cx dj fm gg id im in io la ly me mn ms mu nu pw sc sh st su tk to tv vc vg ws"
    .split(" "),
);

/**
 * The region; undefined where nothing says so, or no number needs it.
 *
 * ```ts
 * const columns = [{ header: "E-Mail", name: "email", field: "email" },
 *   { header: "Telefon", name: "phone", field: "phone" }];
 * const rows = [["ann@example.de", "030 1234567"], ["bob@example.com", "089 1234567"]];
 * const guess = guessRegion(columns, rows);
 * assert.deepEqual(guess, { code: "DE", reason: "addresses in .de: 1 of 1 with a country's ending" });
 * ```
 *
 * @param columns as they are mapped
 * @param rows some of those below the header
 */
export function guessRegion(
  columns: readonly FileColumn[],
  rows: readonly string[][],
): GuessedRegion | undefined {
  const phone = columns.findIndex(({ field }) => field === "phone");
  if (phone < 0) return undefined;
  const numbers = rows.map((values) => withoutLabel(values[phone]?.trim() ?? ""))
    .filter((text) => text);
  const atHome = numbers.filter((text) => AT_HOME.test(text)).slice(0, MAX_NUMBERS);
  if (!atHome.length) return undefined;
  for (const { code, reason } of guesses(columns, rows, numbers)) {
    if (isSupportedCountry(code) && fits(code, atHome)) return { code, reason };
  }
  return undefined;
}

/** A number without a country, or the first of several. */
const AT_HOME = /^[(\d][\d\s().\/-]{4,}/;
const ABROAD = /^\(?\s*(?:\+|00[1-9])/;

function* guesses(
  columns: readonly FileColumn[],
  rows: readonly string[][],
  numbers: string[],
): Generator<GuessedRegion> {
  const country = columns.findIndex(({ role }) => role === "country");
  if (country >= 0) {
    const { code, most, all } = top(rows.map((values) => regionOf(values[country] ?? "")));
    if (code) yield { code, reason: regionReasons.write("rows", figures(most, all)) };
  }
  const abroad = numbers.filter((text) => ABROAD.test(text)).slice(0, MAX_NUMBERS);
  const { code, most, all } = top(
    abroad.map((text) => parsePhoneNumberFromString(text.replace(/^\(?\s*00/, "+"))?.country),
  );
  if (code) yield { code, reason: regionReasons.write("numbers", figures(most, all)) };
  const emails = columns.flatMap(({ field, role }, place) =>
    field === "email" || role === "other_email" ? [place] : []
  );
  const endings = top(
    rows.flatMap((values) => emails.map((place) => endingOf(values[place] ?? ""))),
  );
  if (endings.code) {
    const ending = endings.code === "GB" ? "uk" : endings.code.toLowerCase();
    yield {
      code: endings.code,
      reason: regionReasons.write("addresses", { ending, ...figures(endings.most, endings.all) }),
    };
  }
  const languages = top(
    columns.map(({ header, how }) => how === "split" ? undefined : languageOf(header)),
  );
  const region = regionOfLanguage.get(languages.code ?? "");
  if (region && languages.most > 0) {
    const name = new Intl.DisplayNames("en", { type: "language" }).of(languages.code!);
    yield { code: region, reason: regionReasons.write("headers", { language: String(name) }) };
  }
}

const figures = (most: number, all: number) => ({ most: String(most), all: String(all) });

/** What most of them say, where nearly all that say anything do. */
function top(
  said: (string | undefined)[],
): { code: string | undefined; most: number; all: number } {
  const counts = new Map<string, number>();
  for (const one of said) if (one) counts.set(one, (counts.get(one) ?? 0) + 1);
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const [code, most = 0] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [];
  return { code: most >= MIN_SHARE * all ? code : undefined, most, all };
}

/** The country that an address ends in, if that says where its owner lives. */
function endingOf(text: string): string | undefined {
  const ending = /@[^\s@<>;,]+\.([a-z]{2})\b(?![.\w-])/i.exec(text)?.[1]?.toLowerCase();
  if (!ending || ANYWHERE.has(ending)) return undefined;
  return ending === "uk"
    ? "GB"
    : ending === "eu" || ending === "co"
    ? undefined
    : ending.toUpperCase();
}

/** Whether numbers without a country are this one's, and are dialled as they are there. */
function fits(code: string, atHome: string[]): boolean {
  const enough = MIN_NUMBERS * atHome.length;
  const isOne = (text: string) => readPhone(text, code).e164 !== undefined;
  // A stroke stands within a number too.
  const numbers = atHome.filter((text) => [text, ...firstOf(text)].some(isOne));
  if (numbers.length < enough) return false;
  return !dialsTrunk(code) || atHome.filter((text) => /^\(?0/.test(text)).length >= enough;
}
