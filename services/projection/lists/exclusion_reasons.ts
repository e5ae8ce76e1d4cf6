/**
 * Why a row is not on the clean list, in a sentence: it was excluded, another row of its address
 * was chosen, it went into another one, or it repeats one that stands.
 */
import { exclusionReasons } from "@rollcall/contracts";
import type { IssueType } from "@rollcall/contracts/api";
import type { ResolutionRow } from "../fold/model.ts";
import { ruleName } from "../fold/rule_names.ts";
import { faultOf } from "./reason_words.ts";

/** A decision, as the rows that it is about see it. */
export interface RowDecision {
  number: number;
  type: IssueType;
  /** whether it was asked about all rows of the file */
  of_file: boolean;
  action: ResolutionRow["action"];
  rule: string | null;
  resolved_by: string | null;
  resolved_at: string;
  /** line of the row that stands, for choose and merge */
  chosen_line: number | null;
}

/**
 * @param decisions those about this row
 * @param into line of the row whose contact it went into
 * @param standing line of the first row of its address that is on the list
 */
export function whyExcluded(
  email: string | null,
  decisions: RowDecision[],
  { into, standing, isExcluded = false }: {
    into: number | undefined;
    standing: number | undefined;
    /** as a row, whatever was asked about it */
    isExcluded?: boolean;
  },
): string {
  if (isExcluded) return exclusionReasons.write("byYou", {});
  const skipped = decisions.filter(({ action }) => action === "skip");
  if (skipped.length > 0) {
    const faults = [...new Set(skipped.map(faultOf))].join(", ");
    const { rule } = skipped[0]!;
    return rule === null
      ? exclusionReasons.write("byYouFor", { faults })
      : exclusionReasons.write("byRule", { rule: ruleName(rule), faults });
  }
  const duplicate = decisions.find(({ type }) => type === "DUPLICATE_EMAIL");
  const merged = decisions.find(({ action }) => action === "merge");
  if (merged) return exclusionReasons.write("merged", { row: String(merged.chosen_line) });
  if (into !== undefined) {
    const differs = decisions.some(({ type }) => type === "DUPLICATE_DIFFERS");
    return exclusionReasons.write(differs ? "repeatsDiffering" : "repeats", { row: String(into) });
  }
  if (duplicate?.action === "choose") {
    const chosen = { email: String(email), row: String(duplicate.chosen_line) };
    return duplicate.rule === null
      ? exclusionReasons.write("another", chosen)
      : exclusionReasons.write("anotherByRule", { ...chosen, rule: ruleName(duplicate.rule) });
  }
  return standing === undefined
    ? exclusionReasons.write("notListed", {})
    : exclusionReasons.write("repeats", { row: String(standing) });
}
