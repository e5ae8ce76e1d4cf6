/**
 * A table from either kind of file: the options requested, the format found, and the rows, a few at
 * a time. The readers of text and of workbooks share this interface.
 */

import type { Guards } from "@rollcall/contacts";

export interface TableOptions {
  format: "csv" | "xlsx";
  /** a label of the Encoding Standard; null: detected */
  encoding: string | null;
  /** one character; null: detected */
  delimiter: string | null;
  /** the line of the file, or the row of the sheet, with the headers; null: detected */
  headerRow: number | null;
  /** null: the first */
  sheet: string | null;
  /** the file continues after these bytes: whatever is incomplete at their end is left out */
  partial?: boolean;
  /**
   * the encoding was guessed by an earlier reading, not requested: invalid bytes are tolerated
   * again
   */
  recognized?: boolean;
  /**
   * yields the event loop, and resolves when it is the reader's turn again; by default after one
   * turn of the loop
   */
  turn?: () => Promise<void>;
}

export interface TableInfo {
  /** null for a workbook, as is the delimiter */
  encoding: string | null;
  delimiter: string | null;
  headerRow: number;
  /** null for a text file */
  sheet: string | null;
  /** all that the workbook has */
  sheets: string[];
}

/** A row, and the line of the file on which it begins or its row in the sheet, from 1. */
export interface TableRow {
  line: number;
  values: string[];
  /** where it could be read in two ways, and was read in the one that gives the header's cells */
  toFit?: true;
}

/** Some rows, and how many bytes of the file have been read. */
export interface TableChunk {
  rows: TableRow[];
  bytesRead: number;
}

/** Why a line was ignored. */
export type NoPerson = "header" | "line" | "footer";

export interface LeftOut {
  line: number;
  why: NoPerson;
  /** its beginning */
  text: string;
}

/** Rows of the file that are no people, as far as it is read: the first of them, and how many. */
export interface LeftOutRows {
  leftOut: LeftOut[];
  count: () => number;
}

export interface Table {
  info: TableInfo;
  /** for a guessed encoding; undefined if the file shows it, or the user named it */
  encodingGuess: EncodingGuess | undefined;
  /** without guards */
  headers: string[];
  /** whose guards against formulas the values have, see `withoutGuard` */
  guards: Guards;
  /** the last of the rows above the header, as they are read */
  above: TableRow[];
  /** what of the rows below is no person: headers that come again, totals, copyright */
  left: LeftOutRows;
  /** of what was packed, unpacked; undefined where nothing was */
  sizeBytes?: number;
  /** the first of the rows below the header, which the chunks give again; without guards */
  sample: TableRow[];
  /** the rows below the header that may be people; blank ones are left out */
  chunks: AsyncGenerator<TableChunk>;
}

/** How sure the guess of an encoding is, from 0 to 1, and what it may be otherwise. */
export interface EncodingGuess {
  share: number;
  second: string | null;
}

/** What both kinds of files give: every row, the header among them. */
export interface OpenedRows {
  info: Omit<TableInfo, "headerRow">;
  encodingGuess?: EncodingGuess | undefined;
  chunks: AsyncGenerator<TableChunk>;
}

/** Characters of one row at most; otherwise an unclosed quote would swallow the file. */
export const MAX_ROW_CHARS = 1 << 20;
