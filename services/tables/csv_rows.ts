/**
 * Text of a CSV file as rows, however the text is cut into pieces. A row may end in CRLF or LF, mixed
 * as they come; in CR alone only where the file is written so, since elsewhere it is data. A quote is
 * special at the beginning of a cell; one inside that nothing closes there stands for itself.
 */

import type { TableRow } from "./open_table.ts";
import type { WorkBudget } from "./work_budget.ts";

export interface Dialect {
  /** one character */
  delimiter: string;
  /** whether a CR alone ends a row, as on old Macs */
  crEndsRow: boolean;
}

/** Why no row can be read from here on. */
export interface RowFault {
  kind: "unclosed quote" | "too long" | "too much";
  /** on which the quote opens, or the row begins */
  line: number;
}

/** Characters of one row at most; a quote that is never closed would else swallow the file. */
export const MAX_ROW_CHARS = 1 << 20;

/** Of a text, what is read in one step: as many lines or cells at most. */
const STEP_CHARS = 16 << 10;

const LF = 10, CR = 13;
/** MS-DOS ended texts with it. */
const END_MARK = "\x1a";

export class CsvRows {
  /** Set once, whatever the pieces: rows before it were all given. */
  fault: RowFault | undefined;
  #pending = "";
  /** how far the pending row is read */
  readonly #begun = begin();
  #line: number;
  readonly #partial: boolean;

  /**
   * @param budget what the cells of blank lines are taken off
   * @param partial whether the end of the text is not the end of its last row
   */
  constructor(
    readonly dialect: Dialect,
    readonly budget: WorkBudget,
    { firstLine = 1, partial = false } = {},
  ) {
    this.#line = firstLine;
    this.#partial = partial;
  }

  /**
   * The rows that end in this piece, some with each step; a step takes a millisecond or two, and may
   * give none. Blank rows are left out, but count as lines.
   */
  *push(text: string, isLast: boolean): Generator<TableRow[]> {
    let rows: TableRow[] = [];
    const all = this.#pending + text;
    const last = isLast && !this.#partial;
    let at = 0;
    for (let stepEnd = STEP_CHARS; at < all.length && !this.fault;) {
      if (at + this.#begun.cellAt >= stepEnd) {
        yield rows;
        rows = [];
        stepEnd = at + this.#begun.cellAt + STEP_CHARS;
      }
      const row = readRow(all, at, this.dialect, last, this.#begun, stepEnd);
      if (row.state === "paused") continue;
      const length = row.state === "row" ? row.next - at : all.length - at;
      if (length > MAX_ROW_CHARS) {
        this.fault = yield* this.#tooLong(all.slice(at, at + MAX_ROW_CHARS));
      } else if (row.state === "row") {
        if (row.values.some((value) => value && value.trim() && value !== END_MARK)) {
          rows.push({ line: this.#line, values: row.values });
        } else if (!this.budget.spend(row.values.length)) {
          this.fault = { kind: "too much", line: this.#line };
        }
        this.#line += countLines(all, at, row.next);
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

  /** Judged by the row's beginning alone, so that it is the same however the text was cut. */
  *#tooLong(beginning: string): Generator<TableRow[], RowFault> {
    const begun = begin();
    let row: Row;
    for (let stepEnd = STEP_CHARS;; stepEnd += STEP_CHARS) {
      row = readRow(beginning, 0, this.dialect, false, begun, stepEnd);
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

type Row =
  | { state: "row"; values: string[]; next: number }
  | { state: "unfinished" | "in quotes"; quoteAt: number }
  | { state: "paused" };

/** How far a row is read that does not end yet; what is read once is not read again. */
interface Begun {
  values: string[];
  /** where its next cell begins, from the row's start */
  cellAt: number;
  /** characters of that cell in which its end was looked for */
  seenChars: number;
}

const begin = (): Begun => ({ values: [], cellAt: 0, seenChars: 0 });

/** @param pauseAt where a cell begins no more; the row is read on from `begun` */
function readRow(
  text: string,
  start: number,
  dialect: Dialect,
  last: boolean,
  begun: Begun,
  pauseAt: number,
): Row {
  const { values } = begun;
  for (let at = start + begun.cellAt;; begun.seenChars = 0) {
    begun.cellAt = at - start;
    if (at >= pauseAt) return { state: "paused" };
    const from = at + begun.seenChars;
    const isQuoted = text[at] === '"';
    if (isQuoted) {
      const cell = readQuoted(text, at, from, dialect, last);
      if ("state" in cell) {
        begun.seenChars = cell.seenTo - at;
        return { state: cell.state, quoteAt: at };
      }
      values.push(cell.value);
      at = cell.end;
    } else {
      const end = endOfPlain(text, from, dialect);
      // Of CRLF the CR is no part of the cell.
      const atRowEnd = end === text.length || text.charCodeAt(end) === LF;
      const hasCr = atRowEnd && end > at && text.charCodeAt(end - 1) === CR;
      values.push(text.slice(at, hasCr ? end - 1 : end));
      at = end;
    }
    if (text[at] === dialect.delimiter) {
      at++;
      continue;
    }
    const isCr = text.charCodeAt(at) === CR;
    // What ends here may go on in the next piece.
    if (!last && at + Number(isCr) >= text.length) {
      values.pop();
      begun.seenChars = isQuoted ? 0 : at - start - begun.cellAt;
      return { state: "unfinished", quoteAt: at };
    }
    const isCrLf = isCr && text.charCodeAt(at + 1) === LF;
    return { state: "row", values, next: Math.min(at + (isCrLf ? 2 : 1), text.length) };
  }
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

/** Whether a delimiter, a row's end or the text's stands here. */
function endsCell(text: string, at: number, dialect: Dialect): boolean {
  if (at >= text.length) return true;
  const code = text.charCodeAt(at);
  return code === LF || code === dialect.delimiter.charCodeAt(0) ||
    code === CR && dialect.crEndsRow;
}

/** A quoted cell, and where what ends it stands. */
function readQuoted(
  text: string,
  start: number,
  seenTo: number,
  dialect: Dialect,
  last: boolean,
):
  | { value: string; end: number }
  | { state: "unfinished" | "in quotes"; seenTo: number } {
  for (let from = Math.max(start + 1, seenTo);;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return { state: "in quotes", seenTo: text.length };
    if (text[quote + 1] === '"') {
      from = quote + 2;
      continue;
    }
    const end = skipSpaces(text, quote + 1, dialect);
    if (end >= text.length && !last) return { state: "unfinished", seenTo: quote };
    if (endsCell(text, end, dialect)) {
      return { value: text.slice(start + 1, quote).replaceAll('""', '"'), end };
    }
    from = quote + 1;
  }
}

/** Spaces between a closing quote and what ends the cell; the CR of a CRLF is one of them. */
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
