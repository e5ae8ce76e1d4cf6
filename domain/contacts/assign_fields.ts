/**
 * Assigns columns to fields. The user's mapping comes first, then the remembered one, then the
 * headers; a column gets only one field, the one that its header matches best.
 */
import type { ColumnTreatment } from "@rollcall/contracts";
import { type MappingField, mappingFields } from "@rollcall/contracts/fields";
import { halfNames, headerKey } from "./headers.ts";
import { isParents, ofParents, whoseIs } from "./header_words.ts";
import { type HeaderMatch, matchHeader } from "./match_header.ts";

export interface ColumnWish {
  /**
   * field → header, null for a field that shall have no column; null as a whole without a request
   */
  asked: Partial<Record<MappingField, string | null>> | null;
  /** the same of an earlier file with these headers: field → index of its column from 0 */
  remembered: Partial<Record<MappingField, number | null>> | null;
  /** columns of addresses that their headers do not name, see `columnsByValues` */
  byValues?: readonly ColumnByValues[] | undefined;
  /** what is to be done with columns, whatever they are */
  treated?: readonly ColumnTreatment[] | undefined;
}

/** A column that is known by its values. */
export interface ColumnByValues {
  /** from 0 */
  place: number;
  field: "email" | "other_email";
  /** of its filled cells, those that are addresses: 0 to 1 */
  share: number;
}

export interface Assigned {
  field: MappingField | "other_email";
  /** undefined where its values say it */
  how: "asked" | "remembered" | "name" | "similar" | undefined;
  confidence: number;
}

/** The requested mapping, as column indexes. */
export type AskedPlaces = ReadonlyMap<MappingField, number | null>;

type Columns = Map<number, Assigned>;

/** Confidence in a header that is just "name" beside a column for the other half of a name. */
const HALF_NAME = 0.9;

/** The assignment of each column, by its index; unknown columns are absent. */
export function assignFields(
  headers: string[],
  asked: AskedPlaces,
  { remembered, byValues = [] }: Pick<ColumnWish, "remembered" | "byValues">,
): ReadonlyMap<number, Assigned> {
  const columns: Columns = new Map();
  /** fields that are decided, even if they get no column */
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
    // Beside both halves it adds nothing.
    if (has(columns, "first_name") && has(columns, "last_name")) columns.delete(full);
    // If it was requested it is split, whatever the other headers are.
    decided.add("first_name").add("last_name");
  }
  if (!decided.has("email")) {
    for (const { place, field, share } of byValues) {
      if (columns.has(place) || place >= headers.length) continue;
      if (field === "email") decided.add("email");
      columns.set(place, { field, how: undefined, confidence: share });
    }
  }
  assignByHeader(headers, columns, decided);
  return columns;
}

/** A remembered name column gives way if the user now requests the name's other form. */
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
  const found = headers
    .map((header, place) => ({ place, match: matchHeader(header) }))
    .filter((found): found is Found => found.match !== undefined && !columns.has(found.place))
    .sort(betterFirst);
  const matches = ofOnePerson(headers, columns, found);
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

/** Fields that belong to the one whose address it is, where a row names several people. */
const PERSONAL: readonly MappingField[] = ["first_name", "last_name", "full_name", "phone"];

/** Of a pupil and a parent, the columns of the one who has the address come first. */
function ofOnePerson(headers: string[], columns: Columns, found: Found[]): Found[] {
  const email = placeOf(columns, "email") ?? emailOf(headers, found)?.place;
  const whose = email === undefined ? "" : whoseIs(headers[email]!);
  if (!whose) return found;
  const isTheirs = ({ place, match }: Found) =>
    PERSONAL.includes(match.field) && whoseIs(headers[place]!) === whose;
  const theirs = isParents(headers[email!]!)
    ? columnsOfParent(headers, columns, whose)
    : found.filter(isTheirs);
  const others = found.filter((one) => one.place !== email && !isTheirs(one));
  const own = found.filter(({ place }) => place === email);
  const isHalf = ({ match }: Found) => match.field === "first_name" || match.field === "last_name";
  // The halves are a child's, where the parent has a whole name.
  const isNamed = isParents(headers[email!]!) && !theirs.some(isHalf) &&
    theirs.some(({ match }) => match.field === "full_name");
  return [...own, ...theirs, ...isNamed ? others.filter((one) => !isHalf(one)) : others];
}

/** The address of the one whom all names are about, if that one has an address; else the best. */
function emailOf(headers: string[], found: Found[]): Found | undefined {
  const names = found.filter(({ match }) => /name$/.test(match.field));
  const named = [...new Set(names.map(({ place }) => whoseIs(headers[place]!)))];
  const emails = found.filter(({ match }) => match.field === "email");
  const theirs = emails.find(({ place }) => named[0] && whoseIs(headers[place]!) === named[0]);
  return named.length === 1 && theirs ? theirs : emails[0];
}

/** Elsewhere what is a parent's is not the person's. */
function columnsOfParent(headers: string[], columns: Columns, whose: string): Found[] {
  return headers
    .map((header, place) => {
      const isTheirs = !columns.has(place) && whoseIs(header) === whose;
      return { place, match: isTheirs ? matchHeader(ofParents(header)) : undefined };
    })
    .filter((found): found is Found =>
      found.match !== undefined && PERSONAL.includes(found.match.field)
    )
    .sort(betterFirst);
}

/** Beside one half of a name, a column that is just "name" is the other half. */
function assignHalf(headers: string[], columns: Columns, decided: Set<MappingField>): void {
  const [present, missing] = has(columns, "first_name")
    ? ["first_name", "last_name"] as const
    : ["last_name", "first_name"] as const;
  if (!has(columns, present) || has(columns, missing) || decided.has(missing)) return;
  // "Name (natural person)" belongs to "First name (natural person)".
  const said = inBrackets(headers[placeOf(columns, present)!]!);
  const keys = headers.map((header) =>
    headerKey(said && inBrackets(header) === said ? header.replace(said, "") : header)
  );
  for (const name of halfNames[missing]) {
    const place = keys.findIndex((key, at) => key === headerKey(name) && !columns.has(at));
    if (place < 0) continue;
    columns.set(place, { field: missing, how: "name", confidence: HALF_NAME });
    return;
  }
}

const inBrackets = (header: string) => /\([^()]*\)/.exec(header)?.[0] ?? "";

const has = (columns: Columns, field: MappingField) => placeOf(columns, field) !== undefined;

function placeOf(columns: Columns, field: MappingField): number | undefined {
  for (const [place, assigned] of columns) if (assigned.field === field) return place;
  return undefined;
}
