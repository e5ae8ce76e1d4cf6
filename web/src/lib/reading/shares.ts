/** How many of a column's values are what it is taken for, in words. */
import type { FilePreview } from "@rollcall/contracts/api";
import { m } from "../paraglide/messages.js";
import { fieldLabel } from "../text/words.ts";
import type { Tone } from "../ui/tone.ts";
import type { PreviewColumn } from "./columns.ts";

/** Below it, a share is told as a warning. */
const GOOD = 0.9;

export function shareOf(
  { filled, valid, import: imported }: PreviewColumn,
): { word: string; tone: Tone } | null {
  if (imported === false || filled === undefined) return null;
  if (filled === 0) return { word: m.reading_values_empty(), tone: "neutral" };
  if (valid === null || valid === undefined) {
    return { word: m.text_values({ n: filled }), tone: "neutral" };
  }
  // 99.6 % is not all of them.
  const percent = valid === filled ? 100 : Math.min(99, Math.round((100 * valid) / filled));
  const tone = valid / filled >= GOOD ? "good" : "warn";
  return { word: m.reading_valid({ percent }), tone };
}

export type Required = { field: string; label: string; isMapped: boolean };

/** The fields that a contact should have: an address must be there. */
export function requiredFields(
  preview: Pick<FilePreview, "columns" | "problem">,
): Required[] {
  const fields = new Set(preview.columns.map(({ field }) => field));
  const has = (field: string) =>
    fields.has(field) || (field !== "email" && fields.has("full_name"));
  return [
    { field: "email", label: fieldLabel("email") },
    { field: "first_name", label: fieldLabel("first_name") },
    { field: "last_name", label: fieldLabel("last_name") },
  ].map((one) => ({ ...one, isMapped: has(one.field) }));
}
