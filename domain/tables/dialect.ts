/**
 * How a text is written as a table: what separates cells, whether a lone CR ends a row, how a quote
 * is written within quotes. Guessed from the beginning, always the same length of it, or a retry
 * might guess otherwise; rows further on that do not fit are read otherwise one by one.
 */
import { guardsOf } from "@rollcall/contacts";
// @ts-types="@types/papaparse"
import Papa from "papaparse";
import { CsvRows, type Dialect } from "./csv_rows.ts";
import { namesEmail } from "./header_names.ts";
import { LOOKED_AT } from "./address_column.ts";
import { fixedColumns } from "./fixed_columns.ts";
import { findHeader } from "./header_row.ts";
import { WorkBudget } from "./work_budget.ts";

/** Characters that the guess is based on. */
export const DIALECT_CHARS = 16 << 10;
const DELIMITERS = [",", ";", "\t", "|"];
/** Those of few programs, which count where none of the others parts columns and these name an address. */
const RARE_DELIMITERS = ["^", "~", "¦", "§", ":"];
/** The delimiter reported for columns that are separated by place alone. */
const SPACE = " ";
/** Lines that are examined for single quotes. */
const QUOTED_LINES = 20;

export interface FoundDialect extends Dialect {
  /** cells of the header, as far as it shows; 0 where there is none */
  width: number;
  /** characters before the first row, and the lines that they take: Excel's `sep=` */
  skipChars: number;
  skipLines: number;
}

/** What the person asked for. */
export interface DialectWish {
  delimiter: string | null;
  headerRow: number | null;
}

/**
 * @param text the beginning, more than `DIALECT_CHARS` of it or all
 * @param partial whether all of it may still end within a row
 */
export function dialectOf(text: string, asked: DialectWish, partial: boolean): FoundDialect {
  const said = /^"?sep=([^"\r\n])"?(\r\n|\r|\n|$)/i.exec(text);
  const skipChars = said?.[0].length ?? 0;
  const skipLines = said?.[2] ? 1 : 0;
  const rows = whole(text.slice(skipChars, DIALECT_CHARS), partial || text.length > DIALECT_CHARS);
  const plain = { crEndsRow: false, backslash: false, padded: false, skipChars, skipLines };
  const ours = asked.delimiter ?? delimiterOfOurs(rows);
  // Ours are written in one way.
  if (ours && isOurs(rows, ours)) return { ...plain, delimiter: ours, width: 0 };
  const fixed = asked.delimiter === SPACE || !asked.delimiter && !said && !isParted(rows)
    ? fixedColumns(rows)
    : undefined;
  if (fixed) return { ...plain, delimiter: SPACE, fixed, width: fixed.length };
  const quote = isSingleQuoted(rows) ? { quote: "'" as const } : {};
  const wrapping = [asked.delimiter ?? said?.[1] ?? DELIMITERS].flat()
    .find((one) => isWrapped(rows, one));
  const delimiter = asked.delimiter ?? said?.[1] ?? wrapping ??
    delimiterOf(withOneLineEnd(rows), quote.quote ?? '"');
  const begin: Dialect = {
    ...quote,
    ...wrapping && { wrapped: true },
    delimiter,
    crEndsRow: false,
    backslash: false,
    padded: false,
  };
  const read = (dialect: Dialect) => fitOf(rows, dialect, asked.headerRow, 1 + skipLines);
  const lined = { ...begin, crEndsRow: crEndsRow(rows, begin, read) };
  const escaped = { ...lined, backslash: escapesQuotes(rows, lined, read) };
  const dialect = { ...escaped, padded: isPadded(rows, read(escaped).rows, delimiter) };
  return { ...dialect, width: read(dialect).width, skipChars, skipLines };
}

/** Whether the first row is the header of a download of ours, or a spreadsheet saved it so. */
function isOurs(text: string, delimiter: string): boolean {
  const [header = []] = Papa.parse<string[]>(text, { delimiter, preview: 1 }).data;
  return guardsOf(header) === "ours";
}

const delimiterOfOurs = (text: string) => DELIMITERS.find((delimiter) => isOurs(text, delimiter));

/** Without the row that was cut off. */
function whole(text: string, isCut: boolean): string {
  const lastLineEnd = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r"));
  return isCut && lastLineEnd > 0 ? text.slice(0, lastLineEnd) : text;
}

interface Fit {
  /** from the header on */
  rows: string[][];
  /** cells of the header */
  width: number;
  /** of the rows, those that have as many */
  share: number;
}

type Read = (dialect: Dialect) => Fit;

/** How well the rows fit their header, read so. */
function fitOf(text: string, dialect: Dialect, headerRow: number | null, firstLine: number): Fit {
  const csv = new CsvRows(dialect, WorkBudget.ofText(), { firstLine });
  const all = [...csv.push(text, true)].flat();
  const at = headerRow === null ? findHeader(all) : all.findIndex(({ line }) => line === headerRow);
  const rows = all.slice(Math.max(at, 0)).map(({ values }) => values);
  const width = rows[0]?.length ?? 0;
  const fitting = rows.filter(({ length }) => length === width).length;
  // A quote that nothing closes swallows the rest, and leaves rows that all fit.
  return { rows, width, share: csv.fault || !rows.length ? 0 : fitting / rows.length };
}

const UNQUOTED = /"[^"]*"/g;
const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

/**
 * As on old Macs: where rows fit their header better so. Where both fit as well, CRs alone must be
 * no fewer than CRLFs, and no LF alone, or they are more than both.
 */
function crEndsRow(text: string, dialect: Dialect, read: Read): boolean {
  const unquoted = text.replace(UNQUOTED, "");
  const alone = count(unquoted, /\r(?![\r\n])/g);
  if (!alone) return false;
  const all = count(unquoted, /\n/g), pairs = count(unquoted, /\r\n/g);
  if (!all) return true;
  const better = read({ ...dialect, crEndsRow: true }).share - read(dialect).share;
  if (better) return better > 0;
  return all === pairs && alone >= pairs || alone > all;
}

/** Whether some line names an address among cells that a usual delimiter parts. */
function isParted(text: string): boolean {
  return DELIMITERS.some((delimiter) =>
    text.split(/[\r\n]+/, LOOKED_AT).some((line) =>
      line.includes(delimiter) && namesEmail(line.replaceAll('"', "").split(delimiter))
    )
  );
}

/** Whether `'` encloses cells: in nearly every line it opens as many as it closes, two or more. */
function isSingleQuoted(text: string): boolean {
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim()).slice(0, QUOTED_LINES);
  const quoted = lines.filter((line) => {
    const opening = count(line, /(?:^|[,;\t|])\s*'/g),
      closing = count(line, /'\s*(?:$|(?=[,;\t|]))/g);
    return opening > 1 && opening === closing;
  });
  return quoted.length > 1 && quoted.length * 5 >= lines.length * 4;
}

/**
 * Whether each row is one cell in quotes that holds the row, its own quotes doubled: what a spreadsheet
 * makes of a list that it took for one column.
 */
function isWrapped(text: string, delimiter: string): boolean {
  if (!/(?:^|[\r\n])\s*"/.test(text)) return false;
  const { data } = Papa.parse<string[]>(text, {
    delimiter,
    preview: LOOKED_AT,
    skipEmptyLines: true,
  });
  const at = data.findIndex(([first = "", ...rest]) =>
    !rest.some((value) => value.trim()) &&
    namesEmail(Papa.parse<string[]>(first, { delimiter, preview: 1 }).data[0] ?? []) &&
    first.includes(delimiter)
  );
  const below = data.slice(at + 1);
  return at >= 0 && below.length > 0 &&
    below.every(([first = "", ...rest]) =>
      first.includes(delimiter) && !rest.some((value) => value.trim())
    );
}

/** For the delimiter it is enough where rows seem to end. */
function withOneLineEnd(text: string): string {
  const unix = text.replace(/\r+\n/g, "\n");
  const unquoted = unix.replace(UNQUOTED, "");
  const isOldMac = count(unquoted, /\r/g) > count(unquoted, /\n/g);
  return isOldMac ? unix.replaceAll("\r", "\n") : unix;
}

/**
 * Whether `\"` is a quote: where rows fit better so; where they fit as well, if text follows it, which
 * who doubles quotes never writes.
 */
function escapesQuotes(text: string, dialect: Dialect, read: Read): boolean {
  const quote = dialect.quote ?? '"';
  if (!text.includes(`\\${quote}`)) return false;
  const better = read({ ...dialect, backslash: true }).share - read(dialect).share;
  return better ? better > 0 : new RegExp(`\\\\${quote}[\\p{L}\\p{N} ]`, "u").test(text);
}

/** Whether columns are set with spaces: behind each delimiter, or to the same width in each row. */
function isPadded(text: string, rows: string[][], delimiter: string): boolean {
  const part = delimiter.replace(/[|\\^$.*+?()[\]{}]/, "\\$&");
  const led = count(text, new RegExp(`${part} +"`, "g"));
  if (led >= Math.max(rows.length, 1) && led >= count(text, new RegExp(`${part}"`, "g"))) {
    return true;
  }
  const [header = [], ...below] = rows.filter((row) =>
    !row.every((cell) => /^[-+=:| ]*$/.test(cell))
  );
  if (header.length < 2 || !below.length) return false;
  const isLed = (row: string[]) => row.slice(1).every((cell) => !cell || cell.startsWith(" "));
  if (header.slice(1).some(Boolean) && isLed(header) && below.every(isLed)) return true;
  const isSet = (at: number) => below.every((row) => row[at]?.length === header[at]!.length);
  const places = [...header.keys()].slice(0, -1);
  return places.some((at) => header[at]!.endsWith(" ")) && places.every(isSet);
}

/**
 * The delimiter with which a row has an e-mail header; if several or none do, the one that then
 * gives the most even rows with the fewest misplaced quotes, and then the most columns. (Papa's own
 * guess counts delimiters inside quotes.) A comma if none does.
 */
function delimiterOf(text: string, quoteChar: string): string {
  let best = { delimiter: ",", named: false, faults: Infinity, width: 0 };
  for (const delimiter of DELIMITERS) {
    const found = { delimiter, ...judge(text, delimiter, quoteChar) };
    if (found.width >= 1.99 && isBetter(found, best)) best = found;
  }
  if (best.named) return best.delimiter;
  for (const delimiter of RARE_DELIMITERS) {
    if (!text.includes(delimiter)) continue;
    const found = { delimiter, ...judge(text, delimiter, quoteChar) };
    if (found.named && found.width >= 1.99 && isBetter(found, best)) best = found;
  }
  return best.delimiter;
}

type Judgement = { named: boolean; faults: number; width: number };

function isBetter(a: Judgement, b: Judgement): boolean {
  if (a.named !== b.named) return a.named;
  return a.faults < b.faults || a.faults === b.faults && a.width > b.width;
}

function judge(text: string, delimiter: string, quoteChar: string): Judgement {
  const options = { delimiter, quoteChar, preview: LOOKED_AT, skipEmptyLines: true };
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
