/** Cells that no list of contacts has: the row is refused, and its file with it. */
import { type FileColumn, fileFaults } from "@rollcall/contracts";
import { MAX_COLUMNS } from "./bad_headers.ts";

/** Characters of one cell at most: a longer one means the file is not a list of contacts. */
export const MAX_CELL_CHARS = 100_000;

/**
 * Why a row is refused, as a sentence for users; undefined if it is not.
 *
 * ```ts
 * assert.equal(refuseCells(2, ["ann@example.com"], 1, []), undefined);
 * assert.equal(refuseCells(2, [], 501, []).code, "TOO_MANY_COLUMNS");
 * ```
 *
 * @param line of the file on which the row begins
 * @param length cells that count, see `filledLength`
 */
export function refuseCells(
  line: number,
  cells: string[],
  length: number,
  columns: FileColumn[],
): { code: string; message: string } | undefined {
  if (length > MAX_COLUMNS) {
    const values = { line: `${line}`, values: `${length}`, most: `${MAX_COLUMNS}` };
    return { code: "TOO_MANY_COLUMNS", message: fileFaults.write("wideRow", values) };
  }
  for (let place = 0; place < length; place++) {
    const chars = cells[place]!.length;
    if (chars <= MAX_CELL_CHARS) continue;
    const { header = "", name = `column_${place + 1}` } = columns[place] ?? {};
    const message = fileFaults.write("longCell", {
      line: `${line}`,
      column: header || name,
      chars: `${chars}`,
      most: `${MAX_CELL_CHARS}`,
    });
    return { code: "CELL_TOO_LONG", message };
  }
  return undefined;
}

/**
 * The length without trailing empty cells, which spreadsheets write, but at least `keep`.
 *
 * ```ts
 * assert.equal(filledLength(["Ann", "", " "], 0), 1);
 * assert.equal(filledLength(["Ann", "", " "], 2), 2);
 * ```
 */
export function filledLength(cells: string[], keep: number): number {
  let length = cells.length;
  while (length > keep && !cells[length - 1]!.trim()) length--;
  return length;
}
