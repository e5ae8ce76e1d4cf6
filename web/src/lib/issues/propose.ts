/** What is proposed for an issue, and why. Nothing is decided by it. Pure. */
import { valuesOf } from "@rollcall/contracts/by-key";
import type { Candidate, Issue } from "@rollcall/contracts/api";
import { fieldLabel } from "../text/words.ts";
import { fieldOf } from "./describe.ts";
import { mostComplete } from "./merge.ts";

export type Proposal =
  | { action: "choose"; candidate: Candidate; index: number; reason: string }
  | { action: "suggestion"; value: string; reason: string }
  | { action: "edit"; reason: string };

/** Null where nothing is: a question of the whole file, and one that is decided. */
export function proposal(issue: Issue): Proposal | null {
  const { candidates, suggestion, scope } = issue.payload;
  if (issue.status !== "OPEN" || scope === "file") return null;
  if (suggestion) {
    return { action: "suggestion", value: suggestion.value, reason: suggestion.reason };
  }
  if (candidates.length > 1) return theMostComplete(candidates);
  const field = fieldLabel(fieldOf(issue.type)).toLowerCase();
  const isInvalid = issue.type === "INVALID_EMAIL_FORMAT" || issue.type === "EMAIL_TYPO";
  return {
    action: "edit",
    reason: isInvalid
      ? `Correct the ${field} if you know it.`
      : `Type the ${field} if you know it.`,
  };
}

function theMostComplete(candidates: readonly Candidate[]): Proposal {
  const index = mostComplete(candidates);
  const candidate = candidates[index]!;
  const filled = candidates.map(filledIn);
  const most = filled[index]!;
  const row = `Row ${candidate.row_number}`;
  const alone = filled.filter((count) => count === most).length === 1;
  const reason = alone
    ? `${row} is the most complete: ${most} of ${
      valuesOf(candidate.data).length
    } fields are filled.`
    : `${row} is the first of those with the most fields filled.`;
  return { action: "choose", candidate, index, reason };
}

const filledIn = ({ data }: Candidate): number =>
  valuesOf(data).filter((value) => value.trim() !== "").length;
