/** What a rule would do, told before it is done. */
import { valueAt, valuesOf } from "@rollcall/contracts/by-key";
import type { BulkEffect, BulkPreview, Candidate } from "@rollcall/contracts/api";
import { count } from "../text/words.ts";

/** "Settles 120 issues, opens 3 others; 5 stay open." */
export function effectLine({ resolves, opens, withdraws, untouched }: BulkPreview): string {
  if (resolves === 0) return "The rule has no answer for any of these issues.";
  const also = [
    opens > 0 && `opens ${count(opens, "other")}`,
    withdraws > 0 && `makes ${count(withdraws, "other")} needless`,
  ].filter(Boolean);
  const stay = untouched > 0 ? `; ${count(untouched, "issue stays", "issues stay")} open` : "";
  return `Settles ${[count(resolves, "issue"), ...also].join(", ")}${stay}.`;
}

/** What an effect is on: the address, the row, or the whole file. */
export const effectSubject = ({ key }: BulkEffect) => key === "file" ? "All rows" : key;

/** One issue's effect in a few words; `candidates` are its rows, where the page has read them. */
export function effectWords(effect: BulkEffect, candidates: readonly Candidate[] = []): string {
  switch (effect.action) {
    case "choose": {
      const row = candidates.find(({ raw_row_id }) => raw_row_id === effect.chosen_row_id);
      if (!row) return "one row stands";
      const name = ["first_name", "last_name"].map((half) => valueAt(row.data, half)).filter(
        Boolean,
      ).join(" ");
      return `row ${row.row_number} stands${name && ` (${name})`}`;
    }
    case "edit":
      return `becomes ${(effect.data ? valuesOf(effect.data) : []).join(", ")}`;
    case "skip":
      return "left out";
    case "keep":
      return "kept as it is";
  }
}
