/**
 * How a text is written as a table: what separates cells, and whether a lone CR ends a row. Guessed
 * from the beginning, always the same length of it, or a retry might guess otherwise.
 */
// @ts-types="@types/papaparse"
import Papa from "papaparse";
import type { Dialect } from "./csv_rows.ts";
import { namesEmail } from "./header_names.ts";
import { findHeader, HEADER_ROWS } from "./header_row.ts";

/** Characters that the guess sees. */
export const DIALECT_CHARS = 16 << 10;
const DELIMITERS = [",", ";", "\t", "|"];

export interface FoundDialect extends Dialect {
  /** characters before the first row, and the lines that they take: Excel's `sep=` */
  skipChars: number;
  skipLines: number;
}

/**
 * @param text the beginning, more than `DIALECT_CHARS` of it or all
 * @param asked the delimiter, as the person asked
 * @param partial whether all of it may still end within a row
 */
export function dialectOf(text: string, asked: string | null, partial: boolean): FoundDialect {
  const said = /^"?sep=([^"\r\n])"?(\r\n|\r|\n|$)/i.exec(text);
  const skipChars = said?.[0].length ?? 0;
  const rows = whole(text.slice(skipChars, DIALECT_CHARS), partial || text.length > DIALECT_CHARS);
  return {
    delimiter: asked ?? said?.[1] ?? delimiterOf(rows),
    crEndsRow: crEndsRow(rows),
    skipChars,
    skipLines: said?.[2] ? 1 : 0,
  };
}

/** Without the row that was cut off. */
function whole(text: string, isCut: boolean): string {
  const lastLineEnd = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r"));
  return isCut && lastLineEnd > 0 ? text.slice(0, lastLineEnd) : text;
}

/** As on old Macs: where no LF stands alone and CRs alone are no fewer than CRLFs, out of quotes. */
function crEndsRow(text: string): boolean {
  const unquoted = text.replace(/"[^"]*"/g, "");
  const count = (pattern: RegExp) => unquoted.match(pattern)?.length ?? 0;
  const alone = count(/\r(?!\n)/g);
  return alone > 0 && count(/(?<!\r)\n/g) === 0 && alone >= count(/\r\n/g);
}

/**
 * The delimiter by which a row names an e-mail column; of several, or of none, the one that gives
 * the most even rows with the fewest misplaced quotes from there on, and then the most columns.
 * (Papa's own guess takes what stands in quotes for a delimiter.) A comma where none does.
 */
function delimiterOf(text: string): string {
  let best = { delimiter: ",", named: false, faults: Infinity, width: 0 };
  for (const delimiter of DELIMITERS) {
    const found = { delimiter, ...judge(text, delimiter) };
    if (found.width >= 1.99 && isBetter(found, best)) best = found;
  }
  return best.delimiter;
}

type Judgement = { named: boolean; faults: number; width: number };

function isBetter(a: Judgement, b: Judgement): boolean {
  if (a.named !== b.named) return a.named;
  return a.faults < b.faults || a.faults === b.faults && a.width > b.width;
}

function judge(text: string, delimiter: string): Judgement {
  const options = { delimiter, preview: HEADER_ROWS, skipEmptyLines: true };
  const { data, errors } = Papa.parse<string[]>(text, options);
  const header = Math.max(findHeader(data.map((values) => ({ values }))), 0);
  const rows = data.slice(header);
  const width = rows.reduce((sum, row) => sum + row.length, 0) / rows.length;
  const uneven = rows.map((row, i) => Math.abs(row.length - rows[Math.max(i - 1, 0)]!.length));
  const misplaced = errors.filter((error) => (error.row ?? 0) >= header).length;
  return {
    named: namesEmail(rows[0] ?? []),
    faults: uneven.reduce((sum, by) => sum + by, misplaced),
    width,
  };
}
