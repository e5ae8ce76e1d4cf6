/**
 * Lines of a CSV file (RFC 4180, UTF-8), safe to open in a spreadsheet: a cell that a spreadsheet
 * would take for a formula gets a leading apostrophe. Phone numbers and plain numbers stay as they
 * are, though they begin with + or -: digits alone compute nothing.
 */
import Papa from "papaparse";

/**
 * Begins like a formula (= + - @, tab, CR, LF, and their full-width forms), and is neither a number
 * such as -12.50 nor a phone number such as +1 (555) 010-0199.
 */
const FORMULA =
  /^(?!-?\d{1,15}(?:[.,]\d{1,15})?$)(?!\+\d[\d ().\/-]{4,22}$)[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** By this at a file's beginning Excel tells that it is UTF-8. */
export const BYTE_ORDER_MARK = "\ufeff";

export function csvLines(rows: string[][]): string {
  if (rows.length === 0) return "";
  return Papa.unparse(rows, { newline: "\r\n", escapeFormulae: FORMULA }) + "\r\n";
}
