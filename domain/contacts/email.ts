/**
 * Normalising and validating e-mail addresses. Valid is what the HTML Living Standard calls a valid
 * e-mail address (html.spec.whatwg.org, input type=email), with an international domain converted
 * to ASCII by the URL Standard first, and with a dot in the domain: contacts have no addresses at
 * bare host names.
 */

import { dropInvisible } from "./text.ts";

/** Most addresses are in normal form already. */
const NORMAL = /^[a-z0-9._%+@-]*$/;
/** Most are valid, and shorter than any limit. */
const SIMPLE = /^[a-z0-9._+-]+@(?:[a-z0-9]+\.)+[a-z0-9]+$/;
const SIMPLE_CHARS = 64;
const LOCAL = /^[a-zA-Z0-9.!#$%&'*+\/=?^_`{|}~-]+$/;
const LABEL = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;

/**
 * An address in normal form: trimmed, without invisible characters, in lower case, its domain in
 * ASCII. Empty if there is none.
 *
 * ```ts
 * assert.equal(normalizeEmail(" Ann@Bücher.example "), "ann@xn--bcher-kva.example");
 * ```
 */
export function normalizeEmail(text: string): string {
  if (NORMAL.test(text)) return text;
  const plain = dropInvisible(text).trim().normalize("NFC").toLowerCase();
  const at = plain.lastIndexOf("@");
  return at < 0 ? plain : plain.slice(0, at + 1) + asciiDomain(plain.slice(at + 1));
}

/**
 * Whether a normalised address is valid.
 *
 * ```ts
 * assert.equal(isValidEmail("ann@example.com"), true);
 * assert.equal(isValidEmail("ann@example"), false);
 * ```
 */
export function isValidEmail(address: string): boolean {
  if (address.length <= SIMPLE_CHARS && SIMPLE.test(address)) return true;
  const at = address.lastIndexOf("@");
  if (at < 1 || address.length > 254) return false;
  const labels = address.slice(at + 1).split(".");
  return LOCAL.test(address.slice(0, at)) && labels.length > 1 &&
    labels.every((label) => LABEL.test(label));
}

function asciiDomain(domain: string): string {
  // deno-lint-ignore no-control-regex
  if (/^[\x00-\x7f]*$/.test(domain) || /[/?#\\@:%\s]/.test(domain)) return domain;
  const url = `http://${domain}`;
  return URL.canParse(url) ? new URL(url).hostname : domain;
}
