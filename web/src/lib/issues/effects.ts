/** The preview of a rule's effects. */
import { valueAt, valuesOf } from "@rollcall/contracts/by-key";
import type { BulkEffect, BulkPreview, Candidate } from "@rollcall/contracts/api";
import { keyWords } from "./describe.ts";
import { count } from "../text/words.ts";

/** "Resolves 120 issues, opens 3 others; 5 stay open. 2 issues that were resolved before stay so." */
export function effectLine(preview: BulkPreview): string {
  const { resolves, opens, withdraws, untouched, already_resolved = 0 } = preview;
  const before = already_resolved > 0
    ? ` ${count(already_resolved, "issue that was", "issues that were")} resolved before ${
      already_resolved === 1 ? "stays" : "stay"
    } so.`
    : "";
  if (resolves === 0) {
    return before ? `Resolves nothing.${before}` : "The rule cannot resolve any of these issues.";
  }
  const also = [
    opens > 0 && `opens ${count(opens, "other")}`,
    withdraws > 0 && `closes ${count(withdraws, "other")}`,
  ].filter(Boolean);
  const stay = untouched > 0 ? `; ${count(untouched, "issue stays", "issues stay")} open` : "";
  return `Resolves ${[count(resolves, "issue"), ...also].join(", ")}${stay}.${before}`;
}

/** The subject of an effect: the address, the row, or the whole file. */
export const effectSubject = ({ key }: BulkEffect) => key === "file" ? "All rows" : keyWords(key);

/** One issue's effect in a few words; `candidates` are its rows, if loaded. */
export function effectWords(effect: BulkEffect, candidates: readonly Candidate[] = []): string {
  switch (effect.action) {
    case "choose": {
      const row = candidates.find(({ raw_row_id }) => raw_row_id === effect.chosen_row_id);
      if (!row) return "one row is kept";
      const name = ["first_name", "last_name"].map((half) => valueAt(row.data, half)).filter(
        Boolean,
      ).join(" ");
      return `row ${row.row_number} is kept${name && ` (${name})`}`;
    }
    case "edit":
      return `becomes ${(effect.data ? valuesOf(effect.data) : []).join(", ")}`;
    case "skip":
      return "excluded";
    case "keep":
      return "kept as it is";
  }
}
