/**
 * Which row names the columns. Programs write notes, titles and blank lines above it: it is the
 * first row that names an e-mail column and has more in it than all above, else the first row.
 */
import { MAX_COLUMNS } from "@rollcall/contacts";
import { NAMED_CELLS, namesEmail, seemsToNameEmail } from "./header_names.ts";
import type { TableChunk, TableRow } from "./open_table.ts";
import { UnreadableFile } from "./unreadable.ts";

/** What a row may have that names columns; it is as many as a sheet has. */
const MAX_HEADERS = 16_384;
/** Rows among which the header is looked for. */
export const HEADER_ROWS = 30;

/**
 * Takes the header off a table's rows.
 * @param asked the line that is to be the header; null where it is to be found
 * @param what the file is called in a sentence
 * @throws UnreadableFile where there is no such row
 */
export async function splitHeader(
  chunks: AsyncGenerator<TableChunk>,
  asked: number | null,
  what: "file" | "sheet",
): Promise<{ headerRow: number; headers: string[]; chunks: AsyncGenerator<TableChunk> }> {
  const { begin, rows, fault } = await beginning(chunks, asked);
  const at = asked === null ? findHeader(rows) : rows.findIndex(({ line }) => line === asked);
  const header = rows[at];
  if (!header) {
    throw fault ?? (asked === null ? blank(what) : noSuchRow(asked, rows, what));
  }
  const headers = namesOf(header.values);
  const below = rowsBelow({ line: header.line, headers }, begin, chunks, fault);
  return { headerRow: header.line, headers, chunks: below };
}

/**
 * Without the empty cells at the end that are too many to be columns.
 * @throws UnreadableFile where nobody could choose among the names
 */
function namesOf(cells: string[]): string[] {
  let length = cells.length;
  while (length > MAX_COLUMNS && !cells[length - 1]!.trim()) length--;
  if (length <= MAX_HEADERS) return length < cells.length ? cells.slice(0, length) : cells;
  throw new UnreadableFile(
    "TOO_MANY_COLUMNS",
    `The file has ${length} columns; at most ${MAX_COLUMNS} can be read.`,
  );
}

/** Reads as far as it takes to know the header. A fault behind it is kept for its place. */
async function beginning(chunks: AsyncGenerator<TableChunk>, asked: number | null) {
  const begin: TableChunk[] = [], rows: TableRow[] = [];
  let fault: UnreadableFile | undefined;
  let isNamed: boolean | undefined;
  const isEnough = () => {
    if (asked !== null) return (rows.at(-1)?.line ?? 0) >= asked;
    if (rows.length) isNamed ??= namesEmail(rows[0]!.values);
    return isNamed || rows.length >= HEADER_ROWS;
  };
  while (!isEnough()) {
    try {
      const { done, value } = await chunks.next();
      if (done) break;
      begin.push(value);
      // One after another: a chunk can have more rows than a call may have arguments.
      for (const row of value.rows) rows.push(row);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      fault = error;
      break;
    }
  }
  return { begin, rows, fault };
}

async function* rowsBelow(
  header: { line: number; headers: string[] },
  begin: TableChunk[],
  rest: AsyncGenerator<TableChunk>,
  fault: UnreadableFile | undefined,
): AsyncGenerator<TableChunk> {
  try {
    for (const { rows, bytesRead } of begin) {
      const below = rows.filter(({ line }) => line > header.line);
      if (below.length) yield { rows: below, bytesRead };
    }
    if (fault) throw fault;
    yield* rest;
  } catch (error) {
    if (error instanceof UnreadableFile) error.headers = header.headers;
    throw error;
  }
}

/** The place of the header among a file's first rows; -1 where there is none. */
export function findHeader(rows: Pick<TableRow, "values">[]): number {
  const first = rows.slice(0, HEADER_ROWS);
  for (const names of [namesEmail, seemsToNameEmail]) {
    let fullest = 0;
    for (const [at, row] of first.entries()) {
      const values = row.values.slice(0, NAMED_CELLS);
      const filled = values.filter((value) => value.trim()).length;
      // Among data "email" may be a value; a row of data is as full as the header above it.
      const isFuller = filled > fullest || filled === 1 && fullest === 1;
      if (isFuller && names(values)) return at;
      fullest = Math.max(fullest, filled);
    }
  }
  return rows.length ? 0 : -1;
}

const blank = (what: string) =>
  new UnreadableFile("NO_HEADER", `The ${what} holds nothing but blank lines.`);

function noSuchRow(asked: number, rows: TableRow[], what: string): UnreadableFile {
  const last = rows.at(-1)?.line ?? 0;
  return new UnreadableFile(
    "HEADER_ROW_MISSING",
    last > asked
      ? `No row begins on line ${asked}, which should name the columns: it is blank or inside of ` +
        `a quoted value. Choose another line as the header.`
      : `The header should be on line ${asked}, but the last row of the ${what} begins on line ` +
        `${last}. Choose another line as the header.`,
  );
}
