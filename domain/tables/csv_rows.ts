/**
 * Text of a CSV file as rows, however the text is cut into pieces. A row may end in LF, with any CRs
 * before it, mixed as they come; in CR alone only where the file is written so, since elsewhere it is
 * data. A quote is special at the beginning of a cell, or behind spaces or `=` there; one inside that
 * nothing closes there stands for itself. Where a row can be read in two ways, that wins which gives
 * as many cells as the header has.
 */

import { cut } from "./fixed_columns.ts";
import { MAX_ROW_CHARS, type TableRow } from "./table.ts";
import type { WorkBudget } from "./work_budget.ts";

export interface Dialect {
  /** one character */
  delimiter: string;
  /** what encloses cells; where left out, it is `"` */
  quote?: "'";
  /** where columns begin that only their place parts */
  fixed?: readonly number[];
  /** whether each row is enclosed as a whole, as one cell of it */
  wrapped?: boolean;
  /** whether a quote that does not close its cell within the line is a character as any other */
  loose?: boolean;
  /** whether a CR alone ends a row, as on old Macs */
  crEndsRow: boolean;
  /** whether `\"` within quotes is a quote, as MySQL writes it; elsewhere only `""` is one */
  backslash: boolean;
  /** whether spaces around a cell are the file's way of setting columns, and no part of it */
  padded: boolean;
}

/** Why no further row can be read. */
export interface RowFault {
  kind: "unclosed quote" | "too long" | "too much";
  /** the line on which the quote opens or the row begins */
  line: number;
}

/** Characters parsed per step, which bounds its lines and cells. */
const STEP_CHARS = 16 << 10;
/** Of a row's other reading; a longer one is none. */
const OTHER_CHARS = 64 << 10;
/** Of other readings that were tried and did not fit: enough for a file of them, and bounded. */
const TRIED_CHARS = 8 << 20;

const LF = 10, CR = 13, TAB = 9, SPACE = 32, QUOTE = 34, SINGLE = 39, EQUALS = 61, NO_BREAK = 0xa0;
/** MS-DOS ended texts with it. */
const END_MARK = "\x1a";

const quoteOf = (dialect: Dialect) => dialect.quote ?? '"';
const quoteCode = (dialect: Dialect) => dialect.quote ? SINGLE : QUOTE;

export class CsvRows {
  /** Set once, however the text is split; all rows before it were returned. */
  fault: RowFault | undefined;
  #dialect: Dialect;
  #triedChars = 0;
  #pending = "";
  /** how far the pending row has been read */
  readonly #begun = begin();
  #line: number;
  readonly #partial: boolean;
  readonly #width: number;

  /**
   * @param dialect of the rows until one fits another only
   * @param budget what the cells of blank lines are taken off
   * @param partial whether the end of the text is not the end of its last row
   * @param width cells of the header; 0 where no row is to be read in two ways
   */
  constructor(
    dialect: Dialect,
    readonly budget: WorkBudget,
    { firstLine = 1, partial = false, width = 0 } = {},
  ) {
    this.#dialect = dialect;
    this.#line = firstLine;
    this.#partial = partial;
    this.#width = width;
  }

  /**
   * The rows that end in this chunk, a few per step; a step takes a millisecond or two and may
   * yield none. Blank rows are skipped but count as lines.
   */
  *push(text: string, isLast: boolean): Generator<TableRow[]> {
    let rows: TableRow[] = [];
    const all = this.#pending + text;
    const escaped = `\\${quoteOf(this.#dialect)}`;
    const hasBackslashes = all.includes(escaped);
    const last = isLast && !this.#partial;
    let at = 0;
    for (let stepEnd = STEP_CHARS; at < all.length && !this.fault;) {
      if (at + this.#begun.cellAt >= stepEnd) {
        yield rows;
        rows = [];
        stepEnd = at + this.#begun.cellAt + STEP_CHARS;
      }
      let row = readRow(all, at, this.#dialect, last, this.#begun, stepEnd);
      if (row.state === "paused") continue;
      if (row.state === "row") row = this.#unwrapped(row);
      let toFit = false;
      const length = row.state === "row" ? row.next - at : all.length - at;
      const isDoubtful = length > MAX_ROW_CHARS || !this.#fits(row, last) ||
        hasBackslashes && !this.#dialect.backslash && all.slice(at, at + length).includes(escaped);
      if (isDoubtful && this.#width && (row.state === "row" || last || length > MAX_ROW_CHARS)) {
        const end = at + Math.min(length, MAX_ROW_CHARS);
        const other = this.#readOtherwise(all, { start: at, end, last, row });
        if (other === "more") {
          this.#begun.values = [];
          this.#begun.cellAt = this.#begun.seenChars = 0;
          break;
        }
        if (other) row = other;
        toFit = other !== undefined;
      }
      const isLong = row.state === "row" && this.#width > 1 && all.indexOf("\n", at) < row.end;
      if (isLong && row.state === "row" && this.#maySwallow(row)) {
        const lined = this.#readByLine(all, at, row);
        if (lined) row = lined;
        toFit ||= lined !== undefined;
      }
      if (
        row.state !== "row" && length > MAX_ROW_CHARS ||
        row.state === "row" && row.next - at > MAX_ROW_CHARS
      ) {
        this.fault = yield* this.#tooLong(all.slice(at, at + MAX_ROW_CHARS));
      } else if (row.state === "row") {
        if (row.values.some((value) => value && value.trim() && value !== END_MARK)) {
          const { values, next } = row;
          toFit ||= hasBackslashes && this.#dialect.backslash &&
            all.slice(at, next).includes(escaped);
          rows.push(toFit ? { line: this.#line, values, toFit } : { line: this.#line, values });
        } else if (!this.budget.spend(row.values.length)) {
          this.fault = { kind: "too much", line: this.#line };
        }
        this.#line += countLines(all, at, row.end) + Number(row.next > row.end);
        at = row.next;
        this.#begun.values = [];
        this.#begun.cellAt = this.#begun.seenChars = 0;
        continue;
      } else if (last) this.fault = this.#unclosed(all, at, row.quoteAt);
      break;
    }
    this.#pending = this.fault ? "" : all.slice(at);
    yield rows;
  }

  /** Whether it has as many cells as the header, as far as it shows, or is blank. */
  #fits(row: Row, last: boolean): boolean {
    if (row.state !== "row") return !last;
    return row.values.length === this.#width || row.values.length === 1 && !row.values[0];
  }

  /**
   * The row by the reading that gives it the header's cells, if one does: of two that do, by the one
   * that leaves fewer quotes astray. It is kept for the rows to come.
   */
  #readOtherwise(
    text: string,
    { start, end, last, row }: { start: number; end: number; last: boolean; row: Row },
  ): WholeRow | "more" | undefined {
    const most = text.slice(start, start + OTHER_CHARS);
    const isAll = start + OTHER_CHARS >= text.length;
    const read = (dialect: Dialect, tally?: Tally) =>
      readRow(most, 0, dialect, last && isAll, begin(), Infinity, tally);
    let fewest = Infinity;
    if (row.state === "row" && this.#fits(row, last)) {
      const tally = { strays: 0 };
      read(this.#dialect, tally);
      fewest = tally.strays;
    }
    for (const dialect of otherDialects(text, start, end, this.#dialect)) {
      if (fewest === 0 || this.#triedChars > TRIED_CHARS) return undefined;
      const tally = { strays: 0 };
      const other = read(dialect, tally);
      if (
        other.state === "row" && other.values.length === this.#width && tally.strays < fewest
      ) {
        this.#dialect = dialect;
        return { ...other, end: start + other.end, next: start + other.next };
      }
      if (other.state !== "row" && !last && most.length < OTHER_CHARS) return "more";
      this.#triedChars += other.state === "row" ? other.next : most.length;
    }
    return undefined;
  }

  /** Whether a cell has a line's end in it, and a quote. */
  #maySwallow({ values }: WholeRow): boolean {
    const quote = quoteOf(this.#dialect);
    return values.some((value) => value.includes("\n") && value.includes(quote));
  }

  /**
   * A row whose quotes swallow others, read so that none does: where each line of it is a row by
   * itself then, with the header's cells.
   */
  #readByLine(text: string, start: number, row: WholeRow): WholeRow | undefined {
    const tally = { strays: 0 };
    if (row.next - start > OTHER_CHARS || this.#triedChars > TRIED_CHARS) return undefined;
    this.#triedChars += 2 * (row.next - start);
    readRow(text.slice(start, row.next), 0, this.#dialect, true, begin(), Infinity, tally);
    if (tally.strays === 0) return undefined;
    let first: WholeRow | undefined;
    for (let at = start; at < row.next;) {
      const one = readRow(text, at, { ...this.#dialect, loose: true }, true, begin(), Infinity);
      if (one.state !== "row" || one.values.length !== this.#width) return undefined;
      first ??= one;
      at = one.next;
    }
    return first;
  }

  /** Of a row that is enclosed as a whole, what it encloses. */
  #unwrapped(row: WholeRow): WholeRow {
    const { wrapped, delimiter } = this.#dialect;
    const { values } = row;
    if (!wrapped && (values.length > 1 || this.#width < 2)) return row;
    const text = values[0] ?? "";
    const isWrapped = wrapped
      ? values.every((value, place) => place === 0 || !value.trim())
      : text.includes("@") && text.includes(delimiter);
    if (!isWrapped || !text) return row;
    const inner = readRow(`${text}\n`, 0, this.#dialect, true, begin(), Infinity);
    if (inner.state !== "row" || inner.next <= text.length) return row;
    return wrapped || inner.values.length === this.#width ? { ...row, values: inner.values } : row;
  }

  /** Judged by the row's beginning alone, so that it is the same however the text was cut. */
  *#tooLong(beginning: string): Generator<TableRow[], RowFault> {
    const begun = begin();
    let row: Row;
    for (let stepEnd = STEP_CHARS;; stepEnd += STEP_CHARS) {
      row = readRow(beginning, 0, this.#dialect, false, begun, stepEnd);
      if (row.state !== "paused") break;
      begun.values.length = 0;
      yield [];
    }
    if (row.state === "in quotes") return this.#unclosed(beginning, 0, row.quoteAt);
    return { kind: "too long", line: this.#line };
  }

  #unclosed(text: string, rowAt: number, quoteAt: number): RowFault {
    return { kind: "unclosed quote", line: this.#line + countLines(text, rowAt, quoteAt) };
  }
}

/** The other ways to read a row, by what is in it. */
function* otherDialects(text: string, start: number, end: number, dialect: Dialect) {
  const row = text.slice(start, Math.min(end, start + OTHER_CHARS));
  const { backslash, crEndsRow } = dialect;
  const hasBackslash = row.includes(`\\${quoteOf(dialect)}`);
  if (hasBackslash) yield { ...dialect, backslash: !backslash };
  if (crEndsRow ? !row.endsWith("\r") : !/\r(?![\r\n])/.test(row)) return;
  yield { ...dialect, crEndsRow: !crEndsRow };
  if (hasBackslash) yield { ...dialect, backslash: !backslash, crEndsRow: !crEndsRow };
}

type Row = WholeRow | { state: "unfinished" | "in quotes"; quoteAt: number } | { state: "paused" };

interface WholeRow {
  state: "row";
  values: string[];
  /** where what ends the row stands; `next` is behind it */
  end: number;
  next: number;
}

/** Progress in an incomplete row, so that nothing is read twice. */
interface Begun {
  values: string[];
  /** offset of its next cell from the row's start */
  cellAt: number;
  /** characters of that cell already searched for its end */
  seenChars: number;
}

/** Quotes within a row that neither open nor close a cell and are not escaped. */
interface Tally {
  strays: number;
}

const begin = (): Begun => ({ values: [], cellAt: 0, seenChars: 0 });

/** @param pauseAt offset beyond which no new cell is started; reading resumes from `begun` */
function readRow(
  text: string,
  start: number,
  dialect: Dialect,
  last: boolean,
  begun: Begun,
  pauseAt: number,
  tally?: Tally,
): Row {
  const { values } = begun;
  if (dialect.fixed) return readFixed(text, start, dialect.fixed, last);
  for (let at = start + begun.cellAt;; begun.seenChars = 0) {
    begun.cellAt = at - start;
    if (at >= pauseAt) return { state: "paused" };
    const from = at + begun.seenChars;
    const first = text.charCodeAt(at);
    let isQuoted = first === quoteCode(dialect) &&
      (!dialect.loose || closesByLine(text, at, dialect));
    if (isQuoted) {
      const cell = readQuoted(text, at, from, dialect, last, tally);
      if ("state" in cell) {
        begun.seenChars = cell.seenTo - at;
        return { state: cell.state, quoteAt: at };
      }
      values.push(cell.value);
      at = cell.end;
    } else {
      const cell = mayLead(first) ? readLed(text, at, dialect, last) : undefined;
      if (cell === "more") return { state: "unfinished", quoteAt: at };
      if (cell) {
        isQuoted = true;
        values.push(cell.value);
        at = cell.end;
      } else {
        const end = endOfPlain(text, from, dialect);
        // Of CRLF the CRs are no part of the cell.
        const to = text.charCodeAt(end - 1) === CR ? endOfValue(text, at, end) : end;
        const value = text.slice(at, to);
        if (tally && value.includes(quoteOf(dialect))) tally.strays++;
        values.push(dialect.padded ? value.replace(/^ +| +$/g, "") : value);
        at = end;
      }
    }
    if (text[at] === dialect.delimiter) {
      at++;
      continue;
    }
    const lineEnd = afterCrs(text, at);
    // What ends here may go on in the next piece.
    if (!last && lineEnd >= text.length) {
      values.pop();
      begun.seenChars = isQuoted ? 0 : at - start - begun.cellAt;
      return { state: "unfinished", quoteAt: at };
    }
    const end = endOfValue(text, start, at);
    if (text.charCodeAt(lineEnd) === LF) return { state: "row", values, end, next: lineEnd + 1 };
    return { state: "row", values, end, next: Math.min(at + 1, text.length) };
  }
}

/** A line whose cells are separated by their places. */
function readFixed(text: string, start: number, fixed: readonly number[], last: boolean): Row {
  const lineEnd = text.indexOf("\n", start);
  if (lineEnd < 0 && !last) return { state: "unfinished", quoteAt: start };
  const next = lineEnd < 0 ? text.length : lineEnd + 1;
  const end = endOfValue(text, start, lineEnd < 0 ? text.length : lineEnd);
  return { state: "row", values: cut(text.slice(start, end), fixed), end, next };
}

/** Whether it may stand before the quote that opens a cell. */
const mayLead = (code: number) =>
  code <= EQUALS ? code === SPACE || code === EQUALS || code === TAB : code === NO_BREAK;

/** Behind the CRs that stand here, if any. */
function afterCrs(text: string, at: number): number {
  while (text.charCodeAt(at) === CR) at++;
  return at;
}

/** Of CRLF, and of CR CR LF, the CRs are no part of the cell before. */
function endOfValue(text: string, start: number, end: number): number {
  let to = end;
  if (end === text.length || text.charCodeAt(end) === LF) {
    while (to > start && text.charCodeAt(to - 1) === CR) to--;
  }
  return to;
}

/** Where an unquoted cell ends. Most of reading a file is this loop. */
function endOfPlain(text: string, start: number, { delimiter, crEndsRow }: Dialect): number {
  const separator = delimiter.charCodeAt(0);
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === separator || code === LF || code === CR && crEndsRow) break;
  }
  return at;
}

/**
 * A cell whose quote stands behind spaces, or behind the = by which spreadsheets take it for text. It
 * closes at the first quote that can, before the line ends unless columns are set so, or it is none.
 */
function readLed(
  text: string,
  start: number,
  dialect: Dialect,
  last: boolean,
): { value: string; end: number } | "more" | undefined {
  let open = start;
  while (isBlank(text, open, dialect)) open++;
  if (text.charCodeAt(open) === EQUALS) open++;
  if (open >= text.length) return last ? undefined : "more";
  if (text.charCodeAt(open) !== quoteCode(dialect)) return undefined;
  let quote = open;
  do {
    quote = text.indexOf(quoteOf(dialect), quote + 1);
    if (quote < 0) break;
    if (text.charCodeAt(quote + 1) === quoteCode(dialect)) quote++;
    else if (!dialect.backslash || !isEscaped(text, open, quote)) break;
  } while (true);
  if (!dialect.padded) {
    const lineEnd = text.indexOf("\n", open);
    if (lineEnd >= 0 && (quote < 0 || lineEnd < quote)) return undefined;
  }
  if (quote < 0 || quote + 1 >= text.length && !last) return last ? undefined : "more";
  const end = skipSpaces(text, quote + 1, dialect);
  if (end >= text.length && !last) return "more";
  return endsCell(text, end, dialect)
    ? { value: unescaped(text.slice(open + 1, quote), dialect), end }
    : undefined;
}

/** A space of any width that parts no cells. */
function isBlank(text: string, at: number, { delimiter }: Dialect): boolean {
  const code = text.charCodeAt(at);
  return (code === SPACE || code === TAB || code === NO_BREAK) && text[at] !== delimiter;
}

/** Whether a backslash takes the quote its meaning, and no backslash takes it that. */
function isEscaped(text: string, open: number, quote: number): boolean {
  let at = quote;
  while (at - 1 > open && text[at - 1] === "\\") at--;
  return (quote - at) % 2 === 1;
}

function unescaped(text: string, dialect: Dialect): string {
  const quote = quoteOf(dialect);
  if (dialect.backslash && text.includes("\\")) {
    return text.replace(
      dialect.quote ? /\\(['\\])|''/g : /\\(["\\])|""/g,
      (_, char) => char ?? quote,
    );
  }
  return text.replaceAll(quote + quote, quote);
}

/** Whether a delimiter, a row's end or the text's stands here. */
function endsCell(text: string, at: number, dialect: Dialect): boolean {
  if (at >= text.length) return true;
  const code = text.charCodeAt(at);
  return code === LF || code === dialect.delimiter.charCodeAt(0) ||
    code === CR && dialect.crEndsRow;
}

/** A quoted cell, and the position after it. */
function readQuoted(
  text: string,
  start: number,
  seenTo: number,
  dialect: Dialect,
  last: boolean,
  tally: Tally | undefined,
):
  | { value: string; end: number }
  | { state: "unfinished" | "in quotes"; seenTo: number } {
  const sign = quoteOf(dialect);
  for (let from = Math.max(start + 1, seenTo);;) {
    const quote = text.indexOf(sign, from);
    if (quote < 0) return { state: "in quotes", seenTo: text.length };
    if (dialect.backslash && isEscaped(text, start, quote)) {
      from = quote + 1;
      continue;
    }
    if (text[quote + 1] === sign) {
      from = quote + 2;
      continue;
    }
    const end = skipSpaces(text, quote + 1, dialect);
    if (end >= text.length && !last) return { state: "unfinished", seenTo: quote };
    if (endsCell(text, end, dialect)) {
      return { value: unescaped(text.slice(start + 1, quote), dialect), end };
    }
    from = quote + 1;
    if (tally) tally.strays++;
  }
}

/** Whether the quote that opens here closes a cell in its line, at the first quote that is not escaped. */
function closesByLine(text: string, start: number, dialect: Dialect): boolean {
  const sign = quoteOf(dialect);
  const lineEnd = text.indexOf("\n", start);
  for (let from = start + 1;;) {
    const quote = text.indexOf(sign, from);
    if (quote < 0 || lineEnd >= 0 && quote > lineEnd) return false;
    const isDoubled = text[quote + 1] === sign;
    const isKept = isDoubled || dialect.backslash && isEscaped(text, start, quote);
    if (!isKept) return endsCell(text, skipSpaces(text, quote + 1, dialect), dialect);
    from = quote + (isDoubled ? 2 : 1);
  }
}

/** Skips spaces between a closing quote and the end of the cell, including the CR of a CRLF. */
function skipSpaces(text: string, start: number, dialect: Dialect): number {
  let at = start;
  while (!endsCell(text, at, dialect) && !text[at]!.trim()) at++;
  return at;
}

function countLines(text: string, from: number, to: number): number {
  let lines = 0, before = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === CR || code === LF && before !== CR) lines++;
    before = code;
  }
  return lines;
}
