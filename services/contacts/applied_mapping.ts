/**
 * A mapping as it was applied: to show it, to ask for the same again, and to remember it for the
 * next file with the same headers. Places are remembered: no header is kept in the clear.
 */
import type { FileColumn } from "@rollcall/contracts";
import { columnLabels, readHeaders } from "./column_names.ts";
import { type ContactField, type MappingField, mappingFields } from "./fields.ts";

/**
 * Field → header. One that is empty or there more than once is told by what its column is called
 * instead ("Tag (2)", "column_3"): asking for this mapping gives the same columns.
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

/** What is the same for all files whose columns are called the same, in the same order. */
export function headersKey(headers: string[]): string {
  return JSON.stringify(readHeaders(headers));
}

/**
 * Field → place, null for a field that no column is: all that a file with these headers needs to be
 * read the same way again. Halves of a name that are split off are left out: they are no columns.
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

/** Where the fields stand, in the order of the fields. */
function placesOf(columns: FileColumn[]): [MappingField, number][] {
  return mappingFields
    .map((field): [MappingField, number] => [field, columns.findIndex((c) => is(c, field))])
    .filter(([, place]) => place >= 0);
}

const is = (column: FileColumn, field: ContactField | MappingField) =>
  column.how !== "split" && (column.field === field || column.role === field);
