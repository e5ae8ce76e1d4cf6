/**
 * Text of a CSV file as rows, however the text is cut into pieces. A row may end in CRLF or LF, mixed
 * as they come; in CR alone only where the file is written so, since elsewhere it is data. A quote is
 * special at the beginning of a cell; one inside that nothing closes there stands for itself.
 */

import type { TableRow } from "./open_table.ts";

export interface Dialect {
  /** one character */
  delimiter: string;
  /** whether a CR alone ends a row, as on old Macs */
  crEndsRow: boolean;
}

/** Why no row can be read from here on. */
export interface RowFault {
  kind: "unclosed quote" | "too long";
  /** on which the quote opens, or the row begins */
  line: number;
}

/** Characters of one row at most; a quote that is never closed would else swallow the file. */
export const MAX_ROW_CHARS = 1 << 20;

const LF = 10, CR = 13;
/** MS-DOS ended texts with it. */
const END_MARK = "\x1a";

export class CsvRows {
  /** Set once, whatever the pieces: rows before it were all given. */
  fault: RowFault | undefined;
  #pending = "";
  #line: number;
  readonly #partial: boolean;

  /** @param partial whether the end of the text is not the end of its last row */
  constructor(readonly dialect: Dialect, { firstLine = 1, partial = false } = {}) {
    this.#line = firstLine;
    this.#partial = partial;
  }

  /** The rows that end in this piece; blank ones are left out, but count as lines. */
  push(text: string, isLast: boolean): TableRow[] {
    const rows: TableRow[] = [];
    const all = this.#pending + text;
    const last = isLast && !this.#partial;
    let at = 0;
    while (at < all.length && !this.fault) {
      const row = readRow(all, at, this.dialect, last);
      const length = row.state === "row" ? row.next - at : all.length - at;
      if (length > MAX_ROW_CHARS) this.fault = this.#tooLong(all.slice(at, at + MAX_ROW_CHARS));
      else if (row.state === "row") {
        if (row.values.some((value) => value.trim() && value !== END_MARK)) {
          rows.push({ line: this.#line, values: row.values });
        }
        this.#line += countLines(all, at, row.next);
        at = row.next;
        continue;
      } else if (last) this.fault = this.#unclosed(all, at, row.quoteAt);
      break;
    }
    this.#pending = this.fault ? "" : all.slice(at);
    return rows;
  }

  /** Judged by the row's beginning alone, so that it is the same however the text was cut. */
  #tooLong(beginning: string): RowFault {
    const row = readRow(beginning, 0, this.dialect, false);
    if (row.state === "in quotes") return this.#unclosed(beginning, 0, row.quoteAt);
    return { kind: "too long", line: this.#line };
  }

  #unclosed(text: string, rowAt: number, quoteAt: number): RowFault {
    return { kind: "unclosed quote", line: this.#line + countLines(text, rowAt, quoteAt) };
  }
}

type Row =
  | { state: "row"; values: string[]; next: number }
  | { state: "unfinished" | "in quotes"; quoteAt: number };

function readRow(text: string, start: number, dialect: Dialect, last: boolean): Row {
  const values: string[] = [];
  for (let at = start;;) {
    if (text[at] === '"') {
      const cell = readQuoted(text, at, dialect, last);
      if (typeof cell === "string") return { state: cell, quoteAt: at };
      values.push(cell.value);
      at = cell.end;
    } else {
      const end = endOfPlain(text, at, dialect);
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
    if (!last && at + Number(isCr) >= text.length) return { state: "unfinished", quoteAt: at };
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
  dialect: Dialect,
  last: boolean,
): { value: string; end: number } | "unfinished" | "in quotes" {
  let hasDoubled = false;
  for (let from = start + 1;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return "in quotes";
    if (text[quote + 1] === '"') {
      hasDoubled = true;
      from = quote + 2;
      continue;
    }
    const end = skipSpaces(text, quote + 1, dialect);
    if (end >= text.length && !last) return "unfinished";
    if (endsCell(text, end, dialect)) {
      const value = text.slice(start + 1, quote);
      return { value: hasDoubled ? value.replaceAll('""', '"') : value, end };
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
