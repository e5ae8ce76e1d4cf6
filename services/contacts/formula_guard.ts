/**
 * The guard of a text that goes into a CSV file, so that no spreadsheet runs it as a formula: an
 * apostrophe before what would begin like one. A file of commas is split at semicolons or tabs
 * where the reader's locale lists by those, and quotes count there only where a cell begins; so
 * a cell may begin after every `;`, tab and line end inside a text as well, quotes or not.
 *
 * Phone numbers and plain numbers stay as they are, though they begin with + or -: digits alone
 * compute nothing. That holds in a file whose cells are all in quotes: what follows the number is a
 * quote then, whatever the next cell says. See docs/adr/0025-formula-guard.md.
 *
 * A text that has the apostrophe already gets one more, so that `unguarded` gives back every text.
 */

const BLANK = "[ \\u00a0]";
/** = + - @ and their full-width forms. */
const BEGINNING = "[=+\\-@\\uff1d\\uff0b\\uff0d\\uff20]";
/** -12.50, +1 (555) 010-0199 */
const NUMBER = "(?:-?\\d{1,15}(?:[.,]\\d{1,15})?|\\+\\d[\\d ().\\/-]{4,22})";

/** Where a guard goes, or is: at the beginning of a cell that would be a formula without it. */
function placesOf(guard: string): RegExp {
  // Spreadsheets leave out what is blank at a cell's beginning.
  const atStart = `(?<=^(?:[\\s\\u00a0']*[\\t\\r\\n])?)${guard}` +
    `(?!'*${BLANK}*${NUMBER}${BLANK}*$)(?='*${BLANK}*${BEGINNING})`;
  // Behind a character that parts cells for some readers; a number ends where the cell does for all.
  const behind = (part: string, ends: string) =>
    `(?<=${part})${guard}(?!'*${BLANK}*${NUMBER}${BLANK}*(?:${ends}|$))` +
    `(?='*(?:${BLANK}|")*${BEGINNING})`;
  const places = [
    atStart,
    behind(";", "[;\\r\\n]"),
    behind("[\\t\\r\\n]", "[\\r\\n]"),
  ];
  return new RegExp(places.join("|"), "g");
}

const TO_GUARD = placesOf("");
const GUARD = placesOf("'");

/** The text as it goes into a cell of a CSV file. */
export function guarded(text: string): string {
  return text.replace(TO_GUARD, "'");
}

/** The text that was guarded so. Of a text that never was it is the same but for such apostrophes. */
export function unguarded(text: string): string {
  return text.replace(GUARD, "");
}
