/**
 * The mapping of a previewed file's columns: the server's proposal, the user's changes, and how
 * certain the proposal is.
 */
import type { FilePreview } from "@rollcall/contracts/api";
import type { Tone } from "../ui/tone.ts";

export type PreviewColumn = FilePreview["columns"][number];

const SURE = 0.95;
const LIKELY = 0.8;

/** The file's own columns, without those of a split name. */
export function fileColumns(preview: Pick<FilePreview, "columns">): PreviewColumn[] {
  return preview.columns.filter(({ how }) => how !== "split");
}

/**
 * The fields after assigning `field` to a column; the column that had it before becomes an extra.
 */
export function choose(
  fields: readonly (string | null)[],
  index: number,
  field: string | null,
): (string | null)[] {
  return fields.map((other, at) => at === index ? field : other === field ? null : other);
}

/** A column's key in a mapping: its header, or its unique name if the header is repeated. */
export function columnKey(columns: readonly PreviewColumn[], index: number): string {
  const column = columns[index];
  if (!column) return "";
  const before = columns.slice(0, index).filter(({ header }) => header === column.header).length;
  if (column.header && before === 0) return column.header;
  // A mapped column's name is the field, and another may have one that the user gave it.
  const own = column.header ? `${column.header} (` : "column_";
  if (column.field === null && column.name?.startsWith(own)) return column.name;
  return column.header ? `${column.header} (${before + 1})` : `column_${index + 1}`;
}

export type Mapping = Record<string, string | null>;

/** The mapping of every field to a column, or to none. */
export function mappingOf(
  columns: readonly PreviewColumn[],
  chosen: readonly (string | null)[],
  fields: readonly string[],
): Mapping {
  return splittable(Object.fromEntries(fields.map((field) => {
    const at = chosen.indexOf(field);
    return [field, at < 0 ? null : columnKey(columns, at)];
  })));
}

/**
 * The requested mapping so far, with one column changed to `field`. Fields that the user did not
 * touch are left out, so they are detected as before.
 */
export function ask(
  asked: Mapping,
  columns: readonly PreviewColumn[],
  chosen: readonly (string | null)[],
  { index, field }: { index: number; field: string | null },
): Mapping {
  const mapping = { ...asked };
  const former = chosen[index] ?? null;
  if (former !== null && former !== field) mapping[former] = null;
  if (field !== null) mapping[field] = columnKey(columns, index);
  return splittable(mapping);
}

/** First and last name are split from a full name, unless they are mapped to no column. */
function splittable(mapping: Mapping): Mapping {
  if (!mapping.full_name) return mapping;
  const halves = ["first_name", "last_name"];
  const said = ([field, header]: [string, string | null]) =>
    header !== null || !halves.includes(field);
  return Object.fromEntries(Object.entries(mapping).filter(said));
}

export type Sureness = { word: string; tone: Tone };

/** How certain a column's field is; null if it has none. */
export function sureness({ field, how, confidence }: PreviewColumn): Sureness | null {
  if (field === null) return null;
  if (how === "asked") return { word: "your choice", tone: "neutral" };
  if (how === "remembered") return { word: "as last time", tone: "good" };
  if (how === "values") return { word: "guess", tone: "warn" };
  const sure = confidence ?? (how === "similar" ? 0 : 1);
  if (sure >= SURE) return { word: "recognised", tone: "good" };
  return sure >= LIKELY ? { word: "likely", tone: "info" } : { word: "guess", tone: "warn" };
}

/** What a column serves though it is kept as an extra. */
export function roleNote({ role, how, confidence }: PreviewColumn): string {
  if (how === "values") {
    return `Its name does not say so, but ${
      Math.round((confidence ?? 1) * 100)
    } % of its values are e-mail addresses.`;
  }
  if (role === "other_email") return "Used where the main e-mail is empty.";
  return role === "country" ? "Says which country a phone number belongs to." : "";
}

/** Columns that the user should check before uploading. */
export function doubtful(columns: readonly PreviewColumn[]): PreviewColumn[] {
  return columns.filter((column) => ["likely", "guess"].includes(sureness(column)?.word ?? ""));
}
