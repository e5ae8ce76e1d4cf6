/**
 * What is where in a row's tuple. Rows are tuples because they are many: this file makes and reads
 * them, nobody else counts places.
 */
import type { RowProblem } from "./events/columns.ts";
import type { ParsedRow, RowNotes } from "./events/rows-parsed/v2.ts";

/** A row as it was read from the file. */
export interface RowParts {
  /** of the file, on which it begins */
  line: number;
  /** normalised; null if there is none */
  email: string | null;
  problems: RowProblem[];
  /** values in column order */
  cells: string[];
  notes?: RowNotes | undefined;
}

/**
 * The tuple of a row.
 *
 * ```ts
 * const row = parsedRow({ line: 2, email: null, problems: ["MISSING_EMAIL"], cells: ["Ann"] });
 * assert.deepEqual([lineOf(row), emailOf(row), cellsOf(row)], [2, null, ["Ann"]]);
 * assert.deepEqual([problemsOf(row), notesOf(row)], [["MISSING_EMAIL"], undefined]);
 * ```
 */
export function parsedRow({ line, email, problems, cells, notes }: RowParts): ParsedRow {
  return notes ? [line, email, problems, cells, notes] : [line, email, problems, cells];
}

/** The line of the file on which a row begins. See `parsedRow`. */
export const lineOf = (row: ParsedRow): number => row[0];
/** Its normalised address; null if there is none. See `parsedRow`. */
export const emailOf = (row: ParsedRow): string | null => row[1];
/** Its problems, which need a decision. See `parsedRow`. */
export const problemsOf = (row: ParsedRow): RowProblem[] => row[2];
/** Its values in column order. See `parsedRow`. */
export const cellsOf = (row: ParsedRow): string[] => row[3];
/** What else is known of it, if anything. See `parsedRow`. */
export const notesOf = (row: ParsedRow): RowNotes | undefined => row[4];
