/**
 * Which column is which field. What the person asked for goes first, then what was remembered, then
 * what the headers say; a column is given to one field only, the one that it names best.
 */
import { type MappingField, mappingFields } from "./fields.ts";
import { halfNames, headerKey } from "./headers.ts";
import { type HeaderMatch, matchHeader } from "./match_header.ts";

export interface ColumnWish {
  /** field → header, null for a field that no column is to be; as a whole where nobody asked */
  asked: Partial<Record<MappingField, string | null>> | null;
  /** the same of an earlier file with these headers: field → place of its column from 0 */
  remembered: Partial<Record<MappingField, number | null>> | null;
}

export interface Assigned {
  field: MappingField | "other_email";
  how: "asked" | "remembered" | "name" | "similar";
  confidence: number;
}

/** What a person asked for, as the places of columns. */
export type AskedPlaces = ReadonlyMap<MappingField, number | null>;

type Columns = Map<number, Assigned>;

/** Confidence in a header that says only "name" and stands beside the other half of a name. */
const HALF_NAME = 0.9;

/** What each column is, by its place; a column that is not in it is nothing that Rollcall knows. */
export function assignFields(
  headers: string[],
  asked: AskedPlaces,
  remembered: ColumnWish["remembered"],
): ReadonlyMap<number, Assigned> {
  const columns: Columns = new Map();
  /** fields that are decided, be it that no column is to be them */
  const decided = new Set<MappingField>();
  const decide = (field: MappingField, place: number | null, how: "asked" | "remembered") => {
    decided.add(field);
    if (place !== null) columns.set(place, { field, how, confidence: 1 });
  };
  for (const [field, place] of asked) decide(field, place, "asked");
  for (const [field, place] of stillMeant(remembered ?? {}, asked)) {
    if (decided.has(field)) continue;
    if (place === null || headers[place] !== undefined && !columns.has(place)) {
      decide(field, place, "remembered");
    }
  }
  const full = placeOf(columns, "full_name");
  if (full !== undefined) {
    // Beside both halves it says nothing that they do not.
    if (has(columns, "first_name") && has(columns, "last_name")) columns.delete(full);
    // Who names it wants it split, whatever other columns are called.
    decided.add("first_name").add("last_name");
  }
  assignByHeader(headers, columns, decided);
  return columns;
}

/** What is remembered of a name gives way where the person now asks for its other form. */
function stillMeant(
  remembered: NonNullable<ColumnWish["remembered"]>,
  asked: AskedPlaces,
): [MappingField, number | null][] {
  const asksFor = (field: MappingField) => typeof asked.get(field) === "number";
  const past = new Set<MappingField>();
  if (asksFor("full_name")) past.add("first_name").add("last_name");
  if (asksFor("first_name") || asksFor("last_name")) past.add("full_name");
  return mappingFields
    .filter((field) => Object.hasOwn(remembered, field) && !past.has(field))
    .map((field) => [field, remembered[field]!]);
}

function assignByHeader(headers: string[], columns: Columns, decided: Set<MappingField>): void {
  const matches = headers
    .map((header, place) => ({ place, match: matchHeader(header) }))
    .filter((found): found is Found => found.match !== undefined && !columns.has(found.place))
    .sort(betterFirst);
  const give = ({ place, match: { field, how, confidence } }: Found) =>
    columns.set(place, { field, how, confidence });
  const fullNames: Found[] = [];
  for (const found of matches) {
    const { field } = found.match;
    if (field === "full_name") fullNames.push(found);
    else if (!decided.has(field) && !has(columns, field)) give(found);
    else if (field === "email") {
      columns.set(found.place, { ...found.match, field: "other_email" });
    }
  }
  assignHalf(headers, columns, decided);
  const halves = (["first_name", "last_name"] as const).some((half) =>
    has(columns, half) || decided.has(half)
  );
  if (!halves && !decided.has("full_name") && fullNames[0]) give(fullNames[0]);
}

interface Found {
  place: number;
  match: HeaderMatch;
}

const betterFirst = (a: Found, b: Found) =>
  b.match.confidence - a.match.confidence || a.match.rank - b.match.rank || a.place - b.place;

/** Beside one half of a name, a column that says only "name" is the other. */
function assignHalf(headers: string[], columns: Columns, decided: Set<MappingField>): void {
  const [present, missing] = has(columns, "first_name")
    ? ["first_name", "last_name"] as const
    : ["last_name", "first_name"] as const;
  if (!has(columns, present) || has(columns, missing) || decided.has(missing)) return;
  for (const name of halfNames[missing]) {
    const place = headers.findIndex((header, at) =>
      headerKey(header) === headerKey(name) && !columns.has(at)
    );
    if (place < 0) continue;
    columns.set(place, { field: missing, how: "name", confidence: HALF_NAME });
    return;
  }
}

const has = (columns: Columns, field: MappingField) => placeOf(columns, field) !== undefined;

function placeOf(columns: Columns, field: MappingField): number | undefined {
  for (const [place, assigned] of columns) if (assigned.field === field) return place;
  return undefined;
}
