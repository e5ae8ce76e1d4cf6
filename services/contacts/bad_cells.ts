/** Why a row's cells are refused, and its file with them: no list of contacts has such. */
import type { FileColumn } from "@rollcall/contracts";
import { MAX_COLUMNS } from "./bad_headers.ts";

/** Characters of one cell: beyond it the file is not a list of contacts. */
export const MAX_CELL_CHARS = 100_000;

/**
 * @param line of the file, on which the row begins
 * @param length cells that count, see `filledLength`
 */
export function refuseCells(
  line: number,
  cells: string[],
  length: number,
  columns: FileColumn[],
): { code: string; message: string } | undefined {
  if (length > MAX_COLUMNS) {
    const found = `The row on line ${line} has ${length} values`;
    return { code: "TOO_MANY_COLUMNS", message: `${found}; at most ${MAX_COLUMNS} can be read.` };
  }
  for (let place = 0; place < length; place++) {
    const chars = cells[place]!.length;
    if (chars <= MAX_CELL_CHARS) continue;
    const { header = "", name = `column_${place + 1}` } = columns[place] ?? {};
    const found = `The cell on line ${line} in the column "${header || name}" has ${chars}`;
    const limit = `at most ${MAX_CELL_CHARS} can be read`;
    return { code: "CELL_TOO_LONG", message: `${found} characters; ${limit}.` };
  }
  return undefined;
}

/** Without the empty cells at the end, such as spreadsheets write, but for the first `keep`. */
export function filledLength(cells: string[], keep: number): number {
  let length = cells.length;
  while (length > keep && !cells[length - 1]!.trim()) length--;
  return length;
}
