/** What is proposed for an issue, and why. Nothing is decided by it. Pure. */
import { valuesOf } from "@rollcall/contracts/by-key";
import type { Candidate, Issue } from "@rollcall/contracts/api";
import { m } from "../paraglide/messages.js";
import { fieldOf, mentionedField } from "./describe.ts";
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
  const field = mentionedField(fieldOf(issue.type));
  const isInvalid = issue.type === "INVALID_EMAIL_FORMAT" || issue.type === "EMAIL_TYPO";
  return {
    action: "edit",
    reason: isInvalid ? m.issues_propose_correct({ field }) : m.issues_propose_type({ field }),
  };
}

function theMostComplete(candidates: readonly Candidate[]): Proposal {
  const index = mostComplete(candidates);
  const candidate = candidates[index]!;
  const filled = candidates.map(filledIn);
  const most = filled[index]!;
  const row = candidate.row_number;
  const alone = filled.filter((count) => count === most).length === 1;
  const reason = alone
    ? m.issues_propose_complete({ row, filled: most, all: valuesOf(candidate.data).length })
    : m.issues_propose_first({ row });
  return { action: "choose", candidate, index, reason };
}

const filledIn = ({ data }: Candidate): number =>
  valuesOf(data).filter((value) => value.trim() !== "").length;
