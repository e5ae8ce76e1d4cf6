/** The preview of a rule's effects. */
import { valueAt, valuesOf } from "@rollcall/contracts/by-key";
import type { BulkEffect, BulkPreview, Candidate } from "@rollcall/contracts/api";
import { m } from "../paraglide/messages.js";
import { keyWords } from "./describe.ts";

/** "Resolves 120 issues, opens 3 others; 5 stay open. 2 issues that were resolved before stay so." */
export function effectLine(preview: BulkPreview): string {
  const { resolves, opens, withdraws, untouched, already_resolved = 0 } = preview;
  const before = already_resolved > 0 ? ` ${m.issues_effect_before({ n: already_resolved })}` : "";
  if (resolves === 0) {
    return before ? m.issues_effect_nothing() + before : m.issues_effect_impossible();
  }
  const effects = [
    m.issues_effect_resolves({ n: resolves }),
    ...(opens > 0 ? [m.issues_effect_opens({ n: opens })] : []),
    ...(withdraws > 0 ? [m.issues_effect_closes({ n: withdraws })] : []),
  ].join(", ");
  const line = untouched > 0
    ? m.issues_effect_line_stay({ effects, stay: m.issues_effect_stay({ n: untouched }) })
    : m.issues_effect_line({ effects });
  return line + before;
}

/** The subject of an effect: the address, the row, or the whole file. */
export const effectSubject = ({ key }: BulkEffect) =>
  key === "file" ? m.issues_effect_all_rows() : keyWords(key);

/** One issue's effect in a few words; `candidates` are its rows, if loaded. */
export function effectWords(effect: BulkEffect, candidates: readonly Candidate[] = []): string {
  switch (effect.action) {
    case "choose": {
      const row = candidates.find(({ raw_row_id }) => raw_row_id === effect.chosen_row_id);
      if (!row) return m.issues_effect_one_kept();
      const name = ["first_name", "last_name"].map((half) => valueAt(row.data, half)).filter(
        Boolean,
      ).join(" ");
      return name
        ? m.issues_effect_row_kept_name({ row: row.row_number, name })
        : m.issues_effect_row_kept({ row: row.row_number });
    }
    case "edit":
      return m.issues_effect_becomes({
        values: (effect.data ? valuesOf(effect.data) : []).join(", "),
      });
    case "skip":
      return m.issues_effect_excluded();
    case "keep":
      return m.issues_effect_kept();
  }
}
