/**
 * The text of a cell: what of it every store and file downstream can hold, and what of it is not
 * seen. Each cell of a file passes here, so that plain text, which nearly all is, costs one look.
 */

/**
 * Text that is kept as it is: below U+0300 everything is in NFC already, and of that only NUL is
 * nothing that Postgres can hold.
 */
const UNUSUAL = /[\0\u0300-\uffff]/;
const UNSTORABLE = /[\0\ufffe\uffff]/g;

/** Characters that show nothing but come along with copied text. */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff]/;
const ALL_INVISIBLE = new RegExp(INVISIBLE, "g");
const UNSEEN = new RegExp(`\\s|${INVISIBLE.source}`);

/** A cell as it is kept: NFC, without NUL, U+FFFE and U+FFFF; a lone surrogate is U+FFFD. */
export function cleanText(value: string): string {
  if (!UNUSUAL.test(value)) return value;
  return value.replace(UNSTORABLE, "").toWellFormed().normalize("NFC");
}

/** Whether `cleanText` takes characters out of a cell, or puts U+FFFD in their place. */
export function losesCharacters(value: string): boolean {
  if (!UNUSUAL.test(value)) return false;
  return value.search(UNSTORABLE) >= 0 || !value.isWellFormed();
}

/** Without the spaces, of whatever kind, and the characters that show nothing at both ends. */
export function trimText(value: string): string {
  let start = 0, end = value.length;
  while (start < end && isUnseen(value, start)) start++;
  while (end > start && isUnseen(value, end - 1)) end--;
  return end - start === value.length ? value : value.slice(start, end);
}

/** Without the characters that show nothing, wherever they stand; spaces stay. */
export function dropInvisible(value: string): string {
  return INVISIBLE.test(value) ? value.replace(ALL_INVISIBLE, "") : value;
}

export function hasInvisible(value: string): boolean {
  return INVISIBLE.test(value);
}

function isUnseen(value: string, at: number): boolean {
  const code = value.charCodeAt(at);
  return (code <= 0x20 || code > 0x7e) && UNSEEN.test(value[at]!);
}
