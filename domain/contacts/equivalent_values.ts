/**
 * When two values count as the same: if they differ only in form. Case, spaces, and punctuation
 * between or around words do not count. Anything that can carry meaning does: letters, digits and
 * signs (`+ # % & @ *`, currencies); punctuation that touches a digit or a sign, unless it ends a
 * clause after it; a hyphen at only one side of a word. Pure.
 */
import { dropInvisible } from "./text.ts";

/** Full-width, half-width and ligature forms of characters. */
const FORMS = /[\ufb00-\ufb06\u3000\uff00-\uffef]+/g;
const DASHES = /[\p{Pd}\u2212]/gu;
/** Characters used as an apostrophe. */
const APOSTROPHES = /[`\u00b4\u02bc\u2018\u2019]/g;
const SPACES = /[\p{Z}\s]+/gu;
const WORD = /[\p{L}\p{M}\p{N}]/u;
const LETTER = /[\p{L}\p{M}]/u;
/** Punctuation that always carries meaning. */
const SIGN = String.raw`#%&*@\\\u00a7\u00b6\u066a\u2020\u2021\u2030\u2031`;
const FIGURE = new RegExp(String.raw`[\p{N}\p{S}${SIGN}]`, "u");
/** All other punctuation; consecutive hyphens count as one. */
const MARKS = new RegExp(String.raw`-+|(?![${SIGN}])\p{P}`, "gu");
/** May end a clause: after a digit it is not part of the number. */
const ENDS = /[.,;:!?\u2026\u3001\u3002\p{Pe}\p{Pf}]/u;

/** Most values. */
const PLAIN = /^[A-Za-z0-9 ]*$/;

export function comparisonForm(text: string): string {
  if (PLAIN.test(text)) return text.replaceAll(" ", "").toLowerCase();
  const written = dropInvisible(text.normalize("NFC"))
    .replace(FORMS, (some) => some.normalize("NFKC"))
    .replace(DASHES, "-")
    .replace(APOSTROPHES, "'")
    .toLowerCase()
    .trim();
  const meaningful = written
    .replace(MARKS, (mark, at: number) => isMeaningful(written, mark, at) ? mark : "");
  // Only signs, such as stars, a dash or a question mark: keep them.
  return (WORD.test(meaningful) ? meaningful : written).replace(SPACES, "");
}

/** Whether punctuation carries meaning at this position. */
function isMeaningful(text: string, mark: string, at: number): boolean {
  const before = text.charAt(at - 1);
  const behind = text.slice(at + mark.length);
  // At the beginning it belongs to what follows: "- 5" is a number.
  const after = (before === "" ? behind.trimStart() : behind).charAt(0);
  if (FIGURE.test(after)) return true;
  if (FIGURE.test(before)) return !ENDS.test(mark);
  return mark.startsWith("-") && LETTER.test(before) !== LETTER.test(after);
}
