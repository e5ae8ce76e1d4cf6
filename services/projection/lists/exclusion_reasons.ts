/**
 * Why a row is not on the clean list, in a sentence: it was excluded, another row of its address
 * was chosen, it went into another one, or it repeats one that stands.
 */
import type { IssueType } from "@rollcall/contracts/api";
import type { ResolutionRow } from "../fold/model.ts";
import { by, faultOf } from "./reason_words.ts";

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
  if (isExcluded) return "excluded by you";
  const skipped = decisions.filter(({ action }) => action === "skip");
  if (skipped.length > 0) {
    const wrong = new Set(skipped.map(faultOf));
    return `excluded ${by(skipped[0]!.rule)}: ${[...wrong].join(", ")}`;
  }
  const duplicate = decisions.find(({ type }) => type === "DUPLICATE_EMAIL");
  const merged = decisions.find(({ action }) => action === "merge");
  if (merged) return `merged into row ${merged.chosen_line}`;
  if (into !== undefined) {
    const differs = decisions.some(({ type }) => type === "DUPLICATE_DIFFERS");
    return `repeats row ${into}${differs ? "; rows of this person differ" : ""}`;
  }
  if (duplicate?.action === "choose") {
    const how = duplicate.rule === null ? "" : ` ${by(duplicate.rule)}`;
    return `another row of ${email} was chosen${how}: row ${duplicate.chosen_line}`;
  }
  return standing === undefined ? "not on the clean list" : `repeats row ${standing}`;
}
