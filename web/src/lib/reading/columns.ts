/**
 * What each column of a previewed file is: the server's proposal, the person's changes to it, and
 * how sure the proposal is, in a word.
 */
import type { FilePreview } from "@rollcall/contracts/api";
import type { Tone } from "../ui/tone.ts";

export type PreviewColumn = FilePreview["columns"][number];

const SURE = 0.95;
const LIKELY = 0.8;

/** The file's own columns: what a name was split into stands in no file. */
export function fileColumns(preview: Pick<FilePreview, "columns">): PreviewColumn[] {
  return preview.columns.filter(({ how }) => how !== "split");
}

/** The fields after one column was given `field`; whichever column had it before is an extra. */
export function choose(
  fields: readonly (string | null)[],
  index: number,
  field: string | null,
): (string | null)[] {
  return fields.map((other, at) => at === index ? field : other === field ? null : other);
}

/** By what a mapping names a column: its header, or its own name where others have that too. */
export function columnKey(columns: readonly PreviewColumn[], index: number): string {
  const column = columns[index];
  if (!column) return "";
  const before = columns.slice(0, index).filter(({ header }) => header === column.header).length;
  if (column.header && before === 0) return column.header;
  // A column that is a field is called by that; these are the names that it had as an extra.
  if (column.field === null && column.name) return column.name;
  return column.header ? `${column.header} (${before + 1})` : `column_${index + 1}`;
}

export type Mapping = Record<string, string | null>;

/** Says of every field which column it is to be, or that none is. */
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
 * What was asked for so far, and now that one column is `field`. What nobody spoke of is left out
 * of it: that is found out as before.
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

/** First and last name are split from a full name, unless it is said that no column is to be them. */
function splittable(mapping: Mapping): Mapping {
  if (!mapping.full_name) return mapping;
  const halves = ["first_name", "last_name"];
  const said = ([field, header]: [string, string | null]) =>
    header !== null || !halves.includes(field);
  return Object.fromEntries(Object.entries(mapping).filter(said));
}

export type Sureness = { word: string; tone: Tone };

/** How a column's field was found; null where it has none, and so nothing can be wrong. */
export function sureness({ field, how, confidence }: PreviewColumn): Sureness | null {
  if (field === null) return null;
  if (how === "asked") return { word: "your choice", tone: "neutral" };
  if (how === "remembered") return { word: "as last time", tone: "good" };
  const sure = confidence ?? (how === "similar" ? 0 : 1);
  if (sure >= SURE) return { word: "sure", tone: "good" };
  return sure >= LIKELY ? { word: "likely", tone: "info" } : { word: "guess", tone: "warn" };
}

/** What a column serves though it is kept as an extra. */
export function roleNote({ role }: PreviewColumn): string {
  if (role === "other_email") return "Used where the main e-mail is empty.";
  return role === "country" ? "Tells which country a phone number belongs to." : "";
}

/** Columns that a person had better look at before the file is uploaded. */
export function doubtful(columns: readonly PreviewColumn[]): PreviewColumn[] {
  return columns.filter((column) => ["likely", "guess"].includes(sureness(column)?.word ?? ""));
}
