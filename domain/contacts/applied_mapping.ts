/**
 * The mapping that was applied: for display, for requesting the same again, and for remembering it
 * for the next file with the same headers. Only column indexes are remembered: no header is stored
 * in clear.
 */
import type { FileColumn } from "@rollcall/contracts";
import { columnLabels, readHeaders } from "./column_names.ts";
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
 */
export function columnsToRemember(columns: FileColumn[]): Record<string, number | null> {
  const places = new Map(placesOf(columns));
  const split = new Set(columns.filter(({ how }) => how === "split").map(({ field }) => field));
  return Object.fromEntries(
    mappingFields
      .filter((field) => !split.has(field))
      .map((field) => [field, places.get(field) ?? null]),
  );
}

/** The column index of each field, in the order of the fields. */
function placesOf(columns: FileColumn[]): [MappingField, number][] {
  return mappingFields
    .map((field): [MappingField, number] => [field, columns.findIndex((c) => is(c, field))])
    .filter(([, place]) => place >= 0);
}

const is = (column: FileColumn, field: ContactField | MappingField) =>
  column.how !== "split" && (column.field === field || column.role === field);
