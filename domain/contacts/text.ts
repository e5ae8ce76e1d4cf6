/**
 * Cell texts: removing what stores and files downstream cannot hold, and what is invisible. Every
 * cell passes through here, so plain text, which nearly all of it is, costs only one check.
 */

/**
 * Text that needs no change has none of these: below U+0300 everything is NFC already, and only NUL
 * cannot be stored by Postgres.
 */
const UNUSUAL = /[\0\u0300-\uffff]/;
const UNSTORABLE = /[\0\ufffe\uffff]/g;

/** Invisible characters that come with copied text. */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff]/;
const ALL_INVISIBLE = new RegExp(INVISIBLE, "g");
const UNSEEN = new RegExp(`\\s|${INVISIBLE.source}`);

/**
 * A cell as it is stored: NFC, without NUL, U+FFFE and U+FFFF; lone surrogates become U+FFFD.
 *
 * ```ts
 * assert.equal(cleanText("Ann\0"), "Ann");
 * ```
 */
export function cleanText(value: string): string {
  if (!UNUSUAL.test(value)) return value;
  return value.replace(UNSTORABLE, "").toWellFormed().normalize("NFC");
}

/**
 * Whether `cleanText` removes characters of a cell or replaces them by U+FFFD.
 *
 * ```ts
 * assert.equal(losesCharacters("Ann\0"), true);
 * assert.equal(losesCharacters("Ann"), false);
 * ```
 */
export function losesCharacters(value: string): boolean {
  if (!UNUSUAL.test(value)) return false;
  return value.search(UNSTORABLE) >= 0 || !value.isWellFormed();
}

/**
 * Trims spaces of any kind and invisible characters at both ends.
 *
 * ```ts
 * assert.equal(trimText("\u200b Ann\u00a0"), "Ann");
 * ```
 */
export function trimText(value: string): string {
  let start = 0, end = value.length;
  while (start < end && isUnseen(value, start)) start++;
  while (end > start && isUnseen(value, end - 1)) end--;
  return end - start === value.length ? value : value.slice(start, end);
}

/**
 * Removes invisible characters everywhere; spaces are kept.
 *
 * ```ts
 * assert.equal(dropInvisible("a\u200b b"), "a b");
 * ```
 */
export function dropInvisible(value: string): string {
  return INVISIBLE.test(value) ? value.replace(ALL_INVISIBLE, "") : value;
}

/**
 * Whether there is a character that shows nothing, and is no space.
 *
 * ```ts
 * assert.equal(hasInvisible("a\u200bb"), true);
 * assert.equal(hasInvisible("a b"), false);
 * ```
 */
export function hasInvisible(value: string): boolean {
  return INVISIBLE.test(value);
}

function isUnseen(value: string, at: number): boolean {
  const code = value.charCodeAt(at);
  return (code <= 0x20 || code > 0x7e) && UNSEEN.test(value[at]!);
}
