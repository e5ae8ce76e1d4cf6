/**
 * The mapping that was applied: for display, for requesting the same again, and for remembering it
 * for the next file with the same headers. Only column indexes are remembered: no header is stored
 * in clear.
 */
import type { FileColumn } from "@rollcall/contracts";
import { columnLabels } from "@rollcall/contracts/column-labels";
import { readHeaders } from "./column_names.ts";
import { type ContactField, type MappingField, mappingFields } from "@rollcall/contracts/fields";

/**
 * Field → header. An empty or repeated header is replaced by its column's label ("Tag (2)",
 * "column_3"), so requesting this mapping selects the same columns.
 *
 * ```ts
 * const columns = [
 *   { header: "E-Mail", name: "E-Mail", field: "email" },
 *   { header: "Tag", name: "Tag", field: null },
 * ];
 * assert.deepEqual(mappingOf(columns), { email: "E-Mail" });
 * ```
 */
export function mappingOf(columns: FileColumn[]): Record<string, string> {
  const headers = columns.map((column) => column.header);
  const labels = columnLabels(headers);
  return Object.fromEntries(
    placesOf(columns).map(([field, place]) => {
      const header = headers[place]!;
      return [field, header && headers.indexOf(header) === place ? header : labels[place]!];
    }),
  );
}

/**
 * A key shared by all files with the same headers in the same order.
 *
 * ```ts
 * assert.equal(headersKey(["E-Mail ", "Tag", ""]), headersKey(["E-Mail", "Tag"]));
 * ```
 */
export function headersKey(headers: string[]): string {
  return JSON.stringify(readHeaders(headers));
}

/**
 * Field → column index, null for a field without a column: all that is needed to read a file with
 * these headers the same way again. The halves of a split name are left out: they are not columns
 * of the file.
 *
 * ```ts
 * const columns = [
 *   { header: "E-Mail", name: "E-Mail", field: "email" },
 *   { header: "Tag", name: "Tag", field: null },
 * ];
 * const { email, phone } = columnsToRemember(columns);
 * assert.deepEqual([email, phone], [0, null]);
 * ```
 *
 * @param leftOut places in the file of columns that are none of these
 */
export function columnsToRemember(
  columns: FileColumn[],
  leftOut: ReadonlySet<number> = new Set(),
): Record<string, number | null> {
  const inFile = filePlaces(columns.length, leftOut);
  const places = new Map(placesOf(columns).map(([field, place]) => [field, inFile[place]!]));
  const split = new Set(columns.filter(({ how }) => how === "split").map(({ field }) => field));
  return Object.fromEntries(
    mappingFields
      .filter((field) => !split.has(field))
      .map((field) => [field, places.get(field) ?? null]),
  );
}

/**
 * The place in the file of each column that is kept.
 *
 * ```ts
 * assert.deepEqual(filePlaces(2, new Set([1])), [0, 2]);
 * ```
 *
 * @param kept how many these are
 * @param leftOut places of the others
 */
export function filePlaces(kept: number, leftOut: ReadonlySet<number>): number[] {
  return Array.from({ length: kept + leftOut.size }, (_, place) => place)
    .filter((place) => !leftOut.has(place));
}

/** The column index of each field, in the order of the fields. */
function placesOf(columns: FileColumn[]): [MappingField, number][] {
  return mappingFields
    .map((field): [MappingField, number] => [field, columns.findIndex((c) => is(c, field))])
    .filter(([, place]) => place >= 0);
}

const is = (column: FileColumn, field: ContactField | MappingField) =>
  column.how !== "split" && (column.field === field || column.role === field);
