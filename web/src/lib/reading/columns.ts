/**
 * The mapping of a previewed file's columns: the server's proposal, the user's changes, and how
 * certain the proposal is.
 */
import type { FilePreview } from "@rollcall/contracts/api";
import { columnLabels } from "@rollcall/contracts/column-labels";
import { m } from "../paraglide/messages.js";
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

/** A column's key in a mapping: its header, or its label if that is repeated or missing. */
export function columnKey(columns: readonly PreviewColumn[], index: number): string {
  return columnLabels(columns.map(({ header }) => header ?? ""))[index] ?? "";
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

/** `unsure`: the user should look at it before uploading. */
export type Sureness = { word: string; tone: Tone; unsure?: true };

/** How certain a column's field is; null if it has none. */
export function sureness({ field, how, confidence }: PreviewColumn): Sureness | null {
  if (field === null) return null;
  if (how === "asked") return { word: m.reading_sure_asked(), tone: "neutral" };
  if (how === "remembered") return { word: m.reading_sure_remembered(), tone: "good" };
  if (how === "values") return guess();
  const sure = confidence ?? (how === "similar" ? 0 : 1);
  if (sure >= SURE) return { word: m.reading_sure_recognised(), tone: "good" };
  return sure >= LIKELY ? { word: m.reading_sure_likely(), tone: "info", unsure: true } : guess();
}

const guess = (): Sureness => ({ word: m.reading_sure_guess(), tone: "warn", unsure: true });

/** What a column serves though it is kept as an extra. */
export function roleNote({ role, how, confidence }: PreviewColumn): string {
  if (how === "values") {
    return m.reading_role_values({ percent: Math.round((confidence ?? 1) * 100) });
  }
  if (role === "other_email") return m.reading_role_other_email();
  return role === "country" ? m.reading_role_country() : "";
}

/** Columns that the user should check before uploading. */
export function doubtful(columns: readonly PreviewColumn[]): PreviewColumn[] {
  return columns.filter((column) => sureness(column)?.unsure === true);
}
