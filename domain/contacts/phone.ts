/**
 * Phone numbers in E.164, by libphonenumber's rules. A number in international form (+ or 00) only
 * needs a possible length; a national number relies on the assumed region, so it must be valid
 * there.
 */
import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from "libphonenumber-js";
import { readPlainAbroad, readPlainAtHome } from "./phone_plans.ts";
import { trimText } from "./text.ts";

export interface Phone {
  /** undefined if it is no number, or E.164 cannot represent it because of an extension */
  e164: string | undefined;
  /** false if there should be a number and there is none */
  understood: boolean;
}

/** Some countries have longer numbers. */
const E164 = /^\+[1-9]\d{1,14}$/;
const NONE: Phone = { e164: undefined, understood: true };
const NOT_UNDERSTOOD: Phone = { e164: undefined, understood: false };

/**
 * Reads a text as a phone number.
 *
 * ```ts
 * assert.equal(readPhone("020 7946 0018", "GB").e164, "+442079460018");
 * assert.equal(readPhone("call me", "GB").understood, false);
 * ```
 *
 * @param region ISO 3166-1 alpha-2, of numbers without a country code
 */
export function readPhone(text: string, region: string | null): Phone {
  const written = withoutLabel(trimText(text));
  if (!written) return NONE;
  const abroad = asInternational(written);
  const home = region && /^[A-Z]{2}$/.test(region) && isSupportedCountry(region) ? region : "";
  const plain = abroad ? readPlainAbroad(abroad) : home && readPlainAtHome(written, home);
  if (plain) return { e164: plain, understood: true };
  // What has a + is the same number wherever it is dialled.
  if (plain === null && (!home || /^[+＋]/.test(written))) return NOT_UNDERSTOOD;
  const number = (abroad && international(abroad)) ?? (home && national(written, home));
  if (number) return { e164: number.ext ? undefined : number.number, understood: true };
  return { e164: undefined, understood: !abroad && !home };
}

const STARTS_AS_NUMBER = /^[+\d]/;
/** "Mobile: ", "(m) ", "tel:"; what answers at "Fax: " is no phone. */
const LABEL = /^(?!\(?fax)(?:\p{L}[\p{L} .]*:?|\(\p{L}+\))\s*(?=[+＋(\d])/iu;

/**
 * A number without the word before it that says what it is.
 *
 * ```ts
 * assert.equal(withoutLabel("Tel. 030 1234567"), "030 1234567");
 * ```
 */
export const withoutLabel = (number: string): string =>
  STARTS_AS_NUMBER.test(number) ? number : number.replace(LABEL, "");

/**
 * The number in E.164; undefined if there is none.
 *
 * ```ts
 * assert.equal(normalizePhone("+44 20 7946 0018", null), "+442079460018");
 * assert.equal(normalizePhone("020 7946 0018", null), undefined);
 * ```
 */
export function normalizePhone(text: string, region: string | null): string | undefined {
  return readPhone(text, region).e164;
}

/** The text with a plain leading +, if it begins with +, 00 or either in brackets. */
function asInternational(text: string): string | undefined {
  const [, bracket, rest] = text.match(/^(\(?)\s*(?:[+＋]|00\s*(?=[1-9]))(.*)$/s) ?? [];
  return rest === undefined ? undefined : `+${bracket ? rest.replace(")", " ") : rest}`;
}

function international(text: string) {
  const number = parsePhoneNumberFromString(text, { extract: false });
  return number?.isPossible() && isSteady(number.number) ? number : undefined;
}

function national(text: string, region: CountryCode) {
  const number = parsePhoneNumberFromString(text, { defaultCountry: region, extract: false });
  return number?.isValid() && isSteady(number.number) ? number : undefined;
}

/**
 * Whether reading the result gives the same number. From "+49 00415 9" one zero is dropped as a
 * national prefix, and reading the rest drops another: that is no real number.
 */
function isSteady(e164: string): boolean {
  return E164.test(e164) &&
    parsePhoneNumberFromString(e164, { extract: false })?.number === e164;
}
