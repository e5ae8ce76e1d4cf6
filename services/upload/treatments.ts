/** The optional `columns` of an upload: what is to be done with columns that are no field. */
import { MAX_COLUMNS } from "@rollcall/contacts";
import { type ColumnTreatment, jsonOrUndefined } from "@rollcall/contracts";
import { ColumnWish } from "@rollcall/contracts/api";
import { z } from "zod";
import type { FieldFault } from "./refusal.ts";

const Wishes = z.array(ColumnWish).max(MAX_COLUMNS)
  .superRefine((wishes, context) => {
    const seen = new Set<string>();
    for (const [at, { header, type, choices }] of wishes.entries()) {
      const add = (field: string, message: string) =>
        context.addIssue({ code: "custom", path: [at, field], message });
      if (seen.has(header)) add("header", "each column is named once");
      seen.add(header);
      if (type === "choice" && !choices?.length) add("choices", "a choice has at least one value");
      if (type !== "choice" && choices?.length) add("choices", "only a choice has them");
    }
  });

export type TreatmentsResult =
  | { ok: true; columns: ColumnTreatment[] }
  | { ok: false; errors: FieldFault[] };

/** Reads the form's field; an absent or empty one wishes nothing. */
export function readTreatments(text: string | undefined): TreatmentsResult {
  if (!text?.trim()) return { ok: true, columns: [] };
  const parsed = Wishes.safeParse(jsonOrUndefined(text));
  if (parsed.success) return { ok: true, columns: parsed.data.map(treatmentOf) };
  return {
    ok: false,
    errors: parsed.error.issues.map((issue) => ({
      path: ["body.columns", ...issue.path].join("."),
      message: issue.path.length === 0 && issue.code === "invalid_type"
        ? 'expected a JSON array, such as [{"header":"Fax","import":false}]'
        : issue.message,
    })),
  };
}

function treatmentOf(wish: ColumnWish): ColumnTreatment {
  const { header, name = null, type = null, choices = [] } = wish;
  return { header, kept: wish.import ?? true, name, type, choices };
}
