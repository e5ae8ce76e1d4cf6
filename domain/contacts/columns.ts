/**
 * Maps a file's headers to columns with fields and unique names, so that no value overwrites
 * another. If a full name is split, two columns are appended.
 */
import type { ColumnTreatment, FileColumn } from "@rollcall/contracts";
import { columnLabels } from "@rollcall/contracts/column-labels";
import { type AskedPlaces, type Assigned, assignFields, type ColumnWish } from "./assign_fields.ts";
import { cleanHeader, extraName, freeName, readHeaders, surplusName } from "./column_names.ts";
import { type MappingField, mappingFields } from "@rollcall/contracts/fields";
import {
  columnMissing,
  columnTwice,
  leftOutAndMapped,
  noEmail,
  type RefusedHeaders,
  refuseSize,
  treatedMissing,
} from "./bad_headers.ts";
import { placeOf, type TreatedPlaces, treatedPlaces } from "./treated_columns.ts";

export type { ColumnByValues, ColumnWish } from "./assign_fields.ts";
export { MAX_COLUMNS, MAX_HEADER_CHARS } from "./bad_headers.ts";

/** What the values of a column are to be. */
export type ColumnType = Pick<ColumnTreatment, "type" | "choices">;

export interface MappedColumns {
  outcome: "mapped";
  /** without those that are left out */
  columns: FileColumn[];
  /** places in the file of columns that are left out */
  leftOut: ReadonlySet<number>;
  /** by the column's place among `columns` */
  types: ReadonlyMap<number, ColumnType>;
}

export type ColumnsOutcome = MappedColumns | RefusedHeaders;

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
  const { places: treated, missing } = treatedPlaces(headers, wish.treated ?? []);
  if (missing[0] !== undefined) return treatedMissing(missing[0], headers);
  const isKept = (place: number) => treated.get(place)?.kept ?? true;
  const asked = findAsked(headers, labels, wish.asked ?? {});
  if ("outcome" in asked) return asked;
  for (const [field, place] of asked) {
    if (place !== null && !isKept(place)) return leftOutAndMapped(field, headers[place]!);
  }
  const seen = headers.map((header, place) => isKept(place) ? header : "");
  const fields = assignFields(seen, asked, without(wish, isKept));
  const named = nameColumns(headers, labels, fields, treated);
  const kept = [...named.keys()].filter(isKept);
  const columns = kept.map((place) => named[place]!);
  if (!columns.some((column) => column.field === "email")) {
    return noEmail(headers, asked.get("email") === null);
  }
  return {
    outcome: "mapped",
    columns: [...columns, ...splitColumns(columns, asked)],
    leftOut: new Set([...named.keys()].filter((place) => !isKept(place))),
    types: new Map(kept.flatMap((place, at): [number, ColumnType][] => {
      const { type = null, choices = [] } = treated.get(place) ?? {};
      return type === null || columns[at]!.field !== null ? [] : [[at, { type, choices }]];
    })),
  };
}

/** What a column that is left out was, or seems to be, counts for nothing. */
function without(
  { remembered, byValues = [] }: Pick<ColumnWish, "remembered" | "byValues">,
  isKept: (place: number) => boolean,
): Pick<ColumnWish, "remembered" | "byValues"> {
  const stays = ([, place]: [string, number | null]) => place === null || isKept(place);
  return {
    remembered: remembered && Object.fromEntries(Object.entries(remembered).filter(stays)),
    byValues: byValues.filter(({ place }) => isKept(place)),
  };
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
 * A column for the further values of a cell.
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

function nameColumns(
  headers: string[],
  labels: string[],
  fields: ReadonlyMap<number, Assigned>,
  treated: TreatedPlaces,
): FileColumn[] {
  const used = new Set<string>();
  return headers.map((header, place) => {
    const { field, how, confidence } = fields.get(place) ?? {};
    const found = { ...how && { how }, ...confidence !== undefined && { confidence } };
    if (field && field !== "other_email" && field !== "country") {
      return { header, name: field, field, ...found };
    }
    const name = extraName(labels[place]!, treated.get(place)?.name ?? null, labels, used);
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
