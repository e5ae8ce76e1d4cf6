/**
 * A file's headers as columns: which is which field, under a name of its own each, so that no value
 * is lost under another's. Two columns are appended where a full name is split into its halves.
 */
import type { FileColumn } from "@rollcall/contracts";
import { type AskedPlaces, type Assigned, assignFields, type ColumnWish } from "./assign_fields.ts";
import { cleanHeader, columnLabels, extraName, readHeaders, surplusName } from "./column_names.ts";
import { type MappingField, mappingFields } from "./fields.ts";
import {
  columnMissing,
  columnTwice,
  noEmail,
  type RefusedHeaders,
  refuseSize,
} from "./bad_headers.ts";

export type { ColumnWish } from "./assign_fields.ts";
export { MAX_COLUMNS, MAX_HEADER_CHARS } from "./bad_headers.ts";

export type ColumnsOutcome = { outcome: "mapped"; columns: FileColumn[] } | RefusedHeaders;

/**
 * @param raw the header row, as read; empty headers at its end are no columns
 * @param wish what the person asked for, now and last time; headers decide where he did not
 */
export function mapColumns(raw: string[], wish: ColumnWish): ColumnsOutcome {
  const headers = readHeaders(raw);
  const refused = refuseSize(headers);
  if (refused) return refused;
  const labels = columnLabels(headers);
  const asked = findAsked(headers, labels, wish.asked ?? {});
  if ("outcome" in asked) return asked;
  const fields = assignFields(headers, asked, wish.remembered);
  const columns = [...nameColumns(headers, labels, fields)];
  if (!columns.some((column) => column.field === "email")) {
    return noEmail(headers, asked.get("email") === null);
  }
  return { outcome: "mapped", columns: [...columns, ...splitColumns(columns, asked)] };
}

/** A column for values beyond the header; `place` counts the row's values from 0. */
export function surplusColumn(columns: FileColumn[], place: number): FileColumn {
  const names = new Set(columns.map((column) => column.field ?? column.name));
  return { header: "", name: surplusName(place, names), field: null };
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
    if (field && field !== "other_email" && field !== "country") {
      return { header, name: field, field, how, confidence };
    }
    const name = extraName(labels[place]!, labels, used);
    return field ? { header, name, field: null, role: field, how, confidence } : {
      header,
      name,
      field: null,
    };
  });
}

/** The halves of a full name, but for those that have a column and those that nobody is to have. */
function splitColumns(columns: FileColumn[], asked: AskedPlaces): FileColumn[] {
  const full = columns.find((column) => column.field === "full_name");
  if (!full) return [];
  return (["first_name", "last_name"] as const)
    .filter((half) => asked.get(half) !== null && !columns.some(({ field }) => field === half))
    .map((half) => ({ header: "", name: half, field: half, how: "split", from: full.name }));
}
