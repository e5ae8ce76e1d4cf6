/** Rows as a preview shows them: what the file has, and what would become of it. */
import { columnKeys, type MappedColumns, MAX_COLUMNS, placesOfOtherType } from "@rollcall/contacts";
import {
  byKey,
  cellsOf,
  emailOf,
  type FileColumn,
  notesOf,
  type ParsedRow,
  problemsOf,
} from "@rollcall/contracts";
import type { FilePreview } from "@rollcall/contracts/api";
import { openTable, type TableOptions, type TableRow, UnreadableFile } from "@rollcall/tables";
import { shortened } from "./shortened.ts";

/** Rows that are shown at most, and cells of all of them together. */
const SHOWN_ROWS = 50, SHOWN_CELLS = 5_000;
/** Phone numbers that are shown. */
const SHOWN_PHONES = 3;
/** Of the file, to be read in another encoding. */
const REREAD_BYTES = 64 << 10;

/**
 * @param written rows as they are written in the file
 * @param made the same rows as they would be imported; without those where the mapping is refused
 * @param columns of the made rows' values
 */
export function firstRowsOf(
  written: readonly TableRow[],
  made: readonly ParsedRow[],
  columns: FileColumn[],
  types: MappedColumns["types"],
): NonNullable<FilePreview["first_rows"]> {
  const keys = columnKeys(columns);
  const width = Math.max(1, columns.length, written[0]?.values.length ?? 0);
  const most = Math.min(SHOWN_ROWS, Math.ceil(SHOWN_CELLS / width));
  return written.slice(0, most).map(({ line, values: cells }, at) => {
    const row = made[at];
    const email = row ? emailOf(row) : null, notes = row && notesOf(row);
    const problems = row ? problemsOf(row) : [], values = row ? cellsOf(row) : [];
    const others = placesOfOtherType(values, types);
    return {
      row_number: line,
      cells: cells.slice(0, MAX_COLUMNS).map(shortened),
      data: byKey(values.map((value, i): [string, string] => [keys[i]!, shortened(value)])),
      normalized_email: email === null ? null : shortened(email),
      normalized_phone: notes?.phone ?? null,
      problems,
      warnings: notes?.warnings ?? [],
      ...others.length > 0 && { of_other_type: others.map((place) => keys[place]!) },
    };
  });
}

export function rowsAbove(above: readonly TableRow[]): NonNullable<FilePreview["rows_above"]> {
  return above.map(({ line, values }) => ({
    row_number: line,
    cells: values.slice(0, MAX_COLUMNS).map(shortened),
  }));
}

/** The first numbers that name no country, and what becomes of them. */
export function phonesOf(
  columns: FileColumn[],
  rows: readonly ParsedRow[],
): NonNullable<FilePreview["phones"]> {
  const place = columns.findIndex(({ field }) => field === "phone");
  if (place < 0) return [];
  const phones: NonNullable<FilePreview["phones"]> = [];
  for (const row of rows) {
    const written = cellsOf(row)[place]?.trim() ?? "";
    if (!AT_HOME.test(written)) continue;
    phones.push({ written: shortened(written), becomes: notesOf(row)?.phone ?? null });
    if (phones.length === SHOWN_PHONES) break;
  }
  return phones;
}

const AT_HOME = /^\(?(?!00[1-9])\d[\d\s().\/-]{3,}/;

/**
 * The rows as a program that takes every text for UTF-8 would show them, so that people see what
 * was corrected. If the file is UTF-8, or such a program would see other cells, they are as they
 * were read.
 *
 * @param read how it was read
 */
export async function asUtf8(
  bytes: Uint8Array,
  rows: readonly TableRow[],
  read: TableOptions,
): Promise<readonly TableRow[]> {
  if (read.encoding === null || /^utf-/.test(read.encoding)) return rows;
  const seen = bytes.subarray(0, REREAD_BYTES);
  const options = { ...read, encoding: "utf-8", recognized: true, partial: true };
  const others = new Map<number, TableRow>();
  try {
    const { chunks } = await openTable(inOnePiece(seen), options);
    for await (const chunk of chunks) for (const row of chunk.rows) others.set(row.line, row);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
  }
  return rows.map((row) => {
    const other = others.get(row.line);
    return other?.values.length === row.values.length ? other : row;
  });
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
