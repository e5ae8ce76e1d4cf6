/**
 * A file's headers as columns: which is which field, under a name of its own each, so that no value
 * is lost under another's. Two columns are appended where a full name is split into its halves.
 */
import type { FileColumn } from "@rollcall/contracts";
import { type AskedPlaces, type Assigned, assignFields, type ColumnWish } from "./assign_fields.ts";
import { cleanHeader, columnLabels, extraName, readHeaders, surplusName } from "./column_names.ts";
import { isValidEmail, normalizeEmail } from "./email.ts";
import { type MappingField, mappingFields } from "./fields.ts";

export type { ColumnWish } from "./assign_fields.ts";

export type ColumnsOutcome =
  | { outcome: "mapped"; columns: FileColumn[] }
  | { outcome: "refused"; code: string; message: string };

/** Columns of one file at most: beyond it the file is not a list of contacts. */
export const MAX_COLUMNS = 500;
/** Characters of all headers at most: they are kept with every batch of rows. */
export const MAX_HEADER_CHARS = 32 << 10;
/** Of how many headers, and how much of each, a message tells. */
const LISTED_HEADERS = 50, LISTED_CHARS = 80;
/** Headers that would have done, for who has none. */
const EXAMPLES = ["email", "E-Mail", "Email Address", "E-mail 1 - Value", "Correo electrónico"];

/**
 * @param raw the header row, as read; empty headers at its end are no columns
 * @param wish what the person asked for, now and last time; headers decide where he did not
 */
export function mapColumns(raw: string[], wish: ColumnWish): ColumnsOutcome {
  const headers = readHeaders(raw);
  const tooMuch = checkSize(headers);
  if (tooMuch) return tooMuch;
  const labels = columnLabels(headers);
  const asked = findAsked(headers, labels, wish.asked ?? {});
  if ("outcome" in asked) return asked;
  const fields = assignFields(headers, asked, wish.remembered);
  const columns = [...nameColumns(headers, labels, fields)];
  if (!columns.some((column) => column.field === "email")) return noEmail(headers, asked);
  return { outcome: "mapped", columns: [...columns, ...splitColumns(columns, asked)] };
}

/** A column for values beyond the header; `place` counts the row's values from 0. */
export function surplusColumn(columns: FileColumn[], place: number): FileColumn {
  const names = new Set(columns.map((column) => column.field ?? column.name));
  return { header: "", name: surplusName(place, names), field: null };
}

function checkSize(headers: string[]): ColumnsOutcome | undefined {
  if (headers.length > MAX_COLUMNS) {
    return refused(
      "TOO_MANY_COLUMNS",
      `The file has ${headers.length} columns; at most ${MAX_COLUMNS} can be read.`,
    );
  }
  const chars = headers.reduce((sum, header) => sum + header.length, 0);
  if (chars <= MAX_HEADER_CHARS) return undefined;
  return refused(
    "HEADER_TOO_LONG",
    `The first line, which should name the columns, has ${chars} characters; at most ` +
      `${MAX_HEADER_CHARS} can be read. It begins with "${headers[0]!.slice(0, LISTED_CHARS)}".`,
  );
}

/** The places of the columns that the person named, by header or label. */
function findAsked(
  headers: string[],
  labels: string[],
  asked: Record<string, string | null>,
): AskedPlaces | ColumnsOutcome {
  const places = new Map<MappingField, number | null>();
  for (const field of mappingFields) {
    if (!Object.hasOwn(asked, field)) continue;
    const header = asked[field] === null ? null : cleanHeader(asked[field]!);
    const place = header === null ? null : placeOf(header, headers, labels);
    if (place === -1) {
      const said = `The mapping names the column "${header}" for ${field}`;
      return refused("MAPPED_COLUMN_MISSING", `${said}, but the file has: ${list(headers)}.`);
    }
    if (place !== null && [...places.values()].includes(place)) {
      const said = `The mapping names the column "${header}" for ${field} and for another field`;
      return refused("MAPPED_COLUMN_TWICE", `${said}: each column can be one only.`);
    }
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

function noEmail(headers: string[], asked: AskedPlaces): ColumnsOutcome {
  const examples = EXAMPLES.map((name) => `"${name}"`).join(", ");
  const found = `No column holds e-mail addresses. ` +
    (headers.length
      ? `The file has: ${list(headers)}.`
      : `The header row has no name for any column.`);
  const advice = asked.get("email") === null
    ? `The mapping says that none of them is the e-mail address: name the one that is.`
    : headers.some((header) => isValidEmail(normalizeEmail(header)))
    ? `The first line holds an address, so the file seems to have no header row: ` +
      `put a line above it that names the columns, such as "email", "first name", "last name".`
    : `A header such as ${examples} would have matched; or say in the mapping which column it is.`;
  return refused("NO_EMAIL_COLUMN", `${found} ${advice}`);
}

function list(headers: string[]): string {
  const shown = headers.slice(0, LISTED_HEADERS).map((h) => `"${h.slice(0, LISTED_CHARS)}"`);
  const more = headers.length - shown.length;
  return shown.join(", ") + (more ? ` and ${more} more` : "");
}

const refused = (code: string, message: string): ColumnsOutcome & { outcome: "refused" } => ({
  outcome: "refused",
  code,
  message,
});
