/**
 * Phone numbers in E.164, by libphonenumber's rules. A number written internationally (+ or 00)
 * needs only a length that its country has; one written as at home is a guess from the region, so
 * that it must be one that the region has given out.
 */
import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from "libphonenumber-js";
import { readPlainAbroad, readPlainAtHome } from "./phone_plans.ts";
import { trimText } from "./text.ts";

export interface Phone {
  /** undefined where no number can be told, or where E.164 cannot hold it: it has an extension */
  e164: string | undefined;
  /** false where a number should be told and is not */
  understood: boolean;
}

/** Some countries have numbers that are longer. */
const E164 = /^\+[1-9]\d{1,14}$/;
const NONE: Phone = { e164: undefined, understood: true };

/** @param region ISO 3166-1 alpha-2, where numbers without a country code are at home */
export function readPhone(text: string, region: string | null): Phone {
  const written = trimText(text).replace(/^tel:/i, "");
  if (!written) return NONE;
  const abroad = asInternational(written);
  const home = region && /^[A-Z]{2}$/.test(region) && isSupportedCountry(region) ? region : "";
  const plain = abroad ? readPlainAbroad(abroad) : home && readPlainAtHome(written, home);
  if (plain) return { e164: plain, understood: true };
  const number = (abroad && international(abroad)) ?? (home && national(written, home));
  if (number) return { e164: number.ext ? undefined : number.number, understood: true };
  return { e164: undefined, understood: !abroad && !home };
}

/** The number in E.164; undefined where it cannot be told. */
export function normalizePhone(text: string, region: string | null): string | undefined {
  return readPhone(text, region).e164;
}

/** With a plain + at its beginning, where it has one, a 00 or either in brackets. */
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
 * Whether this is read as itself. Of "+49 00415 9" a zero is taken away as the one that is dialled
 * at home only, and of what is left another one: that is nobody's number.
 */
function isSteady(e164: string): boolean {
  return E164.test(e164) &&
    parsePhoneNumberFromString(e164, { extract: false })?.number === e164;
}
