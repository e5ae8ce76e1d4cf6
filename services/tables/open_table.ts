/**
 * A table out of a file's bytes: how the file is written is found out or taken as asked for, the
 * header row is found, and the rows below it come one after another. The same bytes give the same
 * table, however they are cut into pieces; whatever they hold, it ends in rows or UnreadableFile.
 */
import { splitHeader } from "./header_row.ts";
import { textTable } from "./text_table.ts";
import { workbookTable } from "./workbook.ts";

export interface TableOptions {
  format: "csv" | "xlsx";
  /** a label of the Encoding Standard; null: found out */
  encoding: string | null;
  /** one character; null: found out */
  delimiter: string | null;
  /** the line of the file, or the row of the sheet, that names the columns; null: found out */
  headerRow: number | null;
  /** null: the first */
  sheet: string | null;
  /** the file goes on behind these bytes: what is cut off at their end is left out */
  partial?: boolean;
  /** the encoding is an earlier reading's guess and nobody's wish: its faults are bridged again */
  recognized?: boolean;
  /**
   * gives the event loop to others, and resolves when it is the reader's turn again; where left
   * out, the loop goes round once
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

/** A row with the line of the file on which it begins, or its row of the sheet; both from 1. */
export interface TableRow {
  line: number;
  values: string[];
}

/** Some rows, and how many bytes of the file were read for them. */
export interface TableChunk {
  rows: TableRow[];
  bytesRead: number;
}

export interface Table {
  info: TableInfo;
  headers: string[];
  /** the rows below the header; blank ones are left out */
  chunks: AsyncGenerator<TableChunk>;
}

/** What both kinds of files give: every row, the header among them. */
export interface OpenedRows {
  info: Omit<TableInfo, "headerRow">;
  chunks: AsyncGenerator<TableChunk>;
}

/**
 * Opens a file. Who hands in its bytes closes them where the table is not read to its end.
 * @throws UnreadableFile where it is none of its kind; reading the chunks may throw it too
 */
export async function openTable(
  bytes: AsyncIterable<Uint8Array>,
  options: TableOptions,
): Promise<Table> {
  const { info, chunks } = await (options.format === "xlsx" ? workbookTable : textTable)(
    bytes,
    options,
  );
  const what = options.format === "xlsx" ? "sheet" : "file";
  const { headerRow, ...rest } = await splitHeader(chunks, options.headerRow, what);
  return { info: { ...info, headerRow }, ...rest };
}
