/** Reads whole files in tests, from chunks of any size. */
import { openTable } from "../open_table.ts";
import type { TableInfo, TableOptions, TableRow } from "../table.ts";

export const FOUND_OUT: TableOptions = {
  format: "csv",
  encoding: null,
  delimiter: null,
  headerRow: null,
  sheet: null,
};

export interface ReadTable {
  info: TableInfo;
  headers: string[];
  rows: TableRow[];
  /** without their line numbers */
  values: string[][];
  /** how many lines were ignored as no people */
  ignored: number;
}

/** @param cuts chunk boundaries, as remainders of the length */
export async function readTable(
  file: string | Uint8Array,
  options: Partial<TableOptions> = {},
  cuts: number[] = [],
): Promise<ReadTable> {
  const bytes = typeof file === "string" ? new TextEncoder().encode(file) : file;
  const { info, headers, chunks, left } = await openTable(pieces(bytes, cuts), {
    ...FOUND_OUT,
    ...options,
  });
  const rows = (await Array.fromAsync(chunks)).flatMap((chunk) => chunk.rows);
  const values = rows.map(({ values }) => values);
  return { info, headers, rows, values, ignored: left.count() };
}

/** The refusal of a file; fails if it is not refused. */
export async function refusalOf(
  file: string | Uint8Array,
  options: Partial<TableOptions> = {},
): Promise<{ code: string; message: string; headers: string[] }> {
  const error = await readTable(file, options).then(() => undefined, (error) => error);
  if (error?.name !== "UnreadableFile") throw new Error(`it was read, or failed: ${error}`);
  return error;
}

async function* pieces(bytes: Uint8Array, cuts: number[]): AsyncGenerator<Uint8Array> {
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const end of [...ends, bytes.length]) {
    yield bytes.subarray(from, end);
    from = end;
  }
}
