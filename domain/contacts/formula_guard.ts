/**
 * Guards texts in a CSV file against being run as formulas by spreadsheets: an apostrophe goes
 * before anything that would start a formula. In some locales a spreadsheet splits a
 * comma-separated file at semicolons or tabs, and quotes count only at the beginning of a cell; so
 * a cell may begin after any `;`, tab or line end inside a text as well, quoted or not.
 *
 * Phone numbers and plain numbers are not guarded, although they begin with + or -: digits alone
 * compute nothing. This requires that all cells of the file are quoted: then a quote follows the
 * number, whatever the next cell holds. See docs/adr/0025-formula-guard.md.
 *
 * A text that has the apostrophe already gets one more, also before a number, so that `unguarded`
 * gives back every text, and other programs' guards can be taken off by the same rule.
 */
import type { ContactField } from "@rollcall/contracts/fields";
import { remarkColumns } from "./column_keys.ts";

/**
 * What shows nothing at a cell's beginning, where some spreadsheets leave it out: spaces, controls,
 * and characters that Unicode says to ignore, such as U+200B, U+FEFF, U+00AD and bidirectional marks.
 * Tabs and line ends are apart: they part cells.
 */
const UNSEEN = "\\p{Z}\\p{Default_Ignorable_Code_Point}\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f";
const BLANK = `[${UNSEEN}]`;
/** = + - @ and their full-width forms. */
const BEGINNING = "[=+\\-@\\uff1d\\uff0b\\uff0d\\uff20]";
/** -12.50, +1 (555) 010-0199 */
const NUMBER = "(?:-?\\d{1,15}(?:[.,]\\d{1,15})?|\\+\\d[\\d ().\\/-]{4,22})";

/**
 * Where a guard goes, or is: at the beginning of a cell that would be a formula without it.
 * @param plain what begins none, and has no guard at the beginning of the text
 */
function placesOf(guard: string, plain: string): RegExp {
  const begins = `(?='*${BLANK}*${BEGINNING})`;
  // What is cheap to tell comes first, or a text of many tabs would take the square of their number.
  const atStart = `(?<=^|[\\t\\r\\n])${begins}(?<=^(?:[${UNSEEN}\\t\\r\\n']*[\\t\\r\\n])?)` +
    `${guard}${plain}${begins}`;
  // Behind a character that parts cells for some readers; a number ends where the cell does for all.
  const behind = (part: string, ends: string) =>
    `(?<=${part})${guard}(?!'*${BLANK}*${NUMBER}${BLANK}*(?:${ends}|$))` +
    `(?='*(?:${BLANK}|")*${BEGINNING})`;
  const places = [
    atStart,
    behind(";", "[;\\r\\n]"),
    behind("[\\t\\r\\n]", "[\\r\\n]"),
  ];
  return new RegExp(places.join("|"), "gu");
}

const TO_GUARD = placesOf("", `(?!${BLANK}*${NUMBER}${BLANK}*$)`);
/** Whatever lacks this has no such place; most texts do, and telling that costs a tenth. */
const MAY_BEGIN = new RegExp(`(?:^|[;\\t\\r\\n])[${UNSEEN}'"]*${BEGINNING}`, "u");
const GUARD = placesOf("'", "");

/**
 * The text guarded for a cell of a CSV file.
 *
 * ```ts
 * assert.equal(guarded("=1+1"), "'=1+1");
 * assert.equal(guarded("+1 (555) 010-0199"), "+1 (555) 010-0199");
 * ```
 */
export function guarded(text: string): string {
  return MAY_BEGIN.test(text) ? text.replace(TO_GUARD, "'") : text;
}

/**
 * Removes the guards. A text that was never guarded only loses such apostrophes.
 *
 * ```ts
 * assert.equal(unguarded(guarded("=1+1")), "=1+1");
 * ```
 */
export function unguarded(text: string): string {
  return text.replace(GUARD, "");
}

/**
 * The fields that every list of ours begins with since there are lists, by which one is recognised. A
 * field that is added comes behind them, so that lists from before are recognised too.
 */
export const FIRST_FIELDS: readonly ContactField[] = [
  "email",
  "first_name",
  "last_name",
  "phone",
  "company",
  "job_title",
];

/** Whose guards a file's values have: our own at every place, others' at the beginning, or none. */
export type Guards = "ours" | "others" | "none";

/**
 * Recognises a download of Rollcall, corrected or not, by its header.
 *
 * ```ts
 * assert.equal(guardsOf(["E-Mail", "Phone"]), "others");
 * assert.equal(guardsOf(["E-Mail", "rollcall_row", "rollcall_reason"]), "ours");
 * ```
 */
export function guardsOf(headers: string[]): Guards {
  return isOurList(headers) || headers.includes(remarkColumns.reason) ? "ours" : "others";
}

/**
 * Whether headers are those of a list that was downloaded here, in whatever format.
 *
 * ```ts
 * assert.equal(isOurList([...FIRST_FIELDS, "Tag"]), true);
 * assert.equal(isOurList(["email", "Tag"]), false);
 * ```
 */
export const isOurList = (headers: string[]): boolean =>
  FIRST_FIELDS.every((field, place) => headers[place] === field);

/** `="02134"`, which tells spreadsheets that it is text. */
const AS_TEXT = /^=\s*"((?:[^"]|"")*)"$/;
/**
 * An apostrophe, or the white space that some put there, before what may begin a formula; an
 * apostrophe before a number that is to stay text. What ends in an apostrophe too is a quotation.
 */
const OTHERS = new RegExp(
  `^(?:[\\s\\u00a0]*'(?=${BLANK}*${BEGINNING})(?!.*'$)|[\\t\\r\\n]+(?=${BEGINNING})|'(?=\\d[\\d ().\\/-]{3,}$))`,
  "su",
);

/**
 * The text of a cell without what programs put there to be safe from formulas.
 *
 * ```ts
 * assert.equal(withoutGuard("'-ann@example.com", "others"), "-ann@example.com");
 * assert.equal(withoutGuard("'t Hooft", "others"), "'t Hooft");
 * assert.equal(withoutGuard('="02134"', "others"), "02134");
 * ```
 */
export function withoutGuard(text: string, guards: Guards): string {
  if (guards === "none") return text;
  if (guards === "ours") return text.includes("'") ? unguarded(text) : asText(text);
  const first = text.charCodeAt(0);
  // Most texts begin with a letter.
  if (first > EQUALS && first !== NO_BREAK) return text;
  return first === EQUALS ? asText(text) : text.replace(OTHERS, "");
}

const EQUALS = 0x3d, NO_BREAK = 0xa0;

function asText(text: string): string {
  if (text.charCodeAt(0) !== EQUALS) return text;
  const inner = AS_TEXT.exec(text)?.[1];
  return inner === undefined ? text : inner.replaceAll('""', '"');
}
