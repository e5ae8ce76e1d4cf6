/**
 * Maps a file's headers to columns with fields and unique names, so that no value overwrites
 * another. If a full name is split, two columns are appended.
 */
import type { FileColumn } from "@rollcall/contracts";
import { type AskedPlaces, type Assigned, assignFields, type ColumnWish } from "./assign_fields.ts";
import {
  cleanHeader,
  columnLabels,
  extraName,
  freeName,
  readHeaders,
  surplusName,
} from "./column_names.ts";
import { type MappingField, mappingFields } from "@rollcall/contracts/fields";
import {
  columnMissing,
  columnTwice,
  noEmail,
  type RefusedHeaders,
  refuseSize,
} from "./bad_headers.ts";

export type { ColumnByValues, ColumnWish } from "./assign_fields.ts";
export { MAX_COLUMNS, MAX_HEADER_CHARS } from "./bad_headers.ts";

export type ColumnsOutcome = { outcome: "mapped"; columns: FileColumn[] } | RefusedHeaders;

/**
 * The columns of a file, or why its headers are refused.
 *
 * ```ts
 * const mapped = mapColumns(["E-Mail", "Vorname", "Tag"], { asked: null, remembered: null });
 * assert.deepEqual(mapped.columns.map(({ field }) => field), ["email", "first_name", null]);
 * const refused = mapColumns(["Vorname", "Tag"], { asked: null, remembered: null });
 * assert.equal(refused.outcome, "refused");
 * ```
 *
 * @param raw the header row, as read; trailing empty headers are not columns
 * @param wish the user's mapping, requested or remembered; otherwise the headers decide
 */
export function mapColumns(raw: string[], wish: ColumnWish): ColumnsOutcome {
  const headers = readHeaders(raw);
  const refused = refuseSize(headers);
  if (refused) return refused;
  const labels = columnLabels(headers);
  const asked = findAsked(headers, labels, wish.asked ?? {});
  if ("outcome" in asked) return asked;
  const fields = assignFields(headers, asked, wish);
  const columns = [...nameColumns(headers, labels, fields)];
  if (!columns.some((column) => column.field === "email")) {
    return noEmail(headers, asked.get("email") === null);
  }
  return { outcome: "mapped", columns: [...columns, ...splitColumns(columns, asked)] };
}

/**
 * A column for values beyond the header; `place` is the value's index from 0.
 *
 * ```ts
 * const columns = [
 *   { header: "E-Mail", name: "E-Mail", field: "email" },
 *   { header: "Tag", name: "Tag", field: null },
 * ];
 * assert.deepEqual(surplusColumn(columns, 2), { header: "", name: "column_3", field: null });
 * ```
 */
export function surplusColumn(columns: FileColumn[], place: number): FileColumn {
  const names = new Set(columns.map((column) => column.field ?? column.name));
  return { header: "", name: surplusName(place, names), field: null };
}

/**
 * A column for what stands in a cell besides its first value.
 *
 * ```ts
 * const columns = [{ header: "E-Mail", name: "email", field: "email" }];
 * const { name, from } = furtherColumn(columns, "email");
 * assert.deepEqual([name, from], ["other email", "email"]);
 * ```
 */
export function furtherColumn(columns: FileColumn[], field: "email" | "phone"): FileColumn {
  const names = new Set(columns.map((column) => column.field ?? column.name));
  return { header: "", name: freeName(`other ${field}`, names), field: null, from: field };
}

/** The places of the columns that the person named, by header or label. */
function findAsked(
  headers: string[],
  labels: string[],
  asked: NonNullable<ColumnWish["asked"]>,
): AskedPlaces | RefusedHeaders {
  const places = new Map<MappingField, number | null>();
  for (const field of mappingFields) {
    if (!Object.hasOwn(asked, field)) continue;
    const header = asked[field] === null ? null : cleanHeader(asked[field]!);
    const place = header === null ? null : placeOf(header, headers, labels);
    if (place === -1) return columnMissing(field, header!, headers);
    if (place !== null && [...places.values()].includes(place)) return columnTwice(field, header!);
    places.set(field, place);
  }
  return places;
}

function placeOf(header: string, headers: string[], labels: string[]): number {
  const place = header ? headers.indexOf(header) : -1;
  return place < 0 ? labels.indexOf(header) : place;
}

function nameColumns(
  headers: string[],
  labels: string[],
  fields: ReadonlyMap<number, Assigned>,
): FileColumn[] {
  const used = new Set<string>();
  return headers.map((header, place) => {
    const { field, how, confidence } = fields.get(place) ?? {};
    const found = { ...how && { how }, ...confidence !== undefined && { confidence } };
    if (field && field !== "other_email" && field !== "country") {
      return { header, name: field, field, ...found };
    }
    const name = extraName(labels[place]!, labels, used);
    return { header, name, field: null, ...field && { role: field, ...found } };
  });
}

/** The halves of a full name, except those that have a column or shall have none. */
function splitColumns(columns: FileColumn[], asked: AskedPlaces): FileColumn[] {
  const full = columns.find((column) => column.field === "full_name");
  if (!full) return [];
  return (["first_name", "last_name"] as const)
    .filter((half) => asked.get(half) !== null && !columns.some(({ field }) => field === half))
    .map((half) => ({ header: "", name: half, field: half, how: "split", from: full.name }));
}
