/** Why a row is on the clean list, in a sentence, and whose decision it was. */
import { SAME_PERSON } from "@rollcall/contacts";
import { formatIssueId, formatNumber, isAboutSeveral } from "@rollcall/contracts";
import type { Provenance } from "@rollcall/contracts/api";
import type { RowDecision } from "../lists/exclusion_reasons.ts";
import { by, flaws, namedRows } from "../lists/reason_words.ts";
import type { ContactFacts } from "./facts.ts";

export type ListedReason = Pick<Provenance, "reason" | "issue_id" | "by" | "at">;

export function whyListed(facts: ContactFacts): ListedReason {
  const { decisions, contact } = facts;
  const kept = decisions.filter(({ action, type }) => action === "keep" && !isAboutSeveral(type));
  const keptWith = [...new Set(kept.map(({ type }) => flaws[type]))].join(" and ");
  if (contact.email === null) {
    return standing(facts, `kept ${keptWith || flaws.MISSING_EMAIL}`, kept[0]);
  }
  const duplicate = decisions.find(({ type, rule }) =>
    isAboutSeveral(type) && rule !== SAME_PERSON
  );
  const among = amongItsAddress(facts, duplicate);
  const decision = duplicate && decides(duplicate) ? duplicate : kept[0];
  return standing(facts, keptWith ? `${among}, kept ${keptWith}` : among, decision);
}

function amongItsAddress(
  { others: { count, lines: first } }: ContactFacts,
  duplicate: RowDecision | undefined,
): string {
  const others = namedRows(first, count);
  switch (count > 0 ? duplicate?.action : undefined) {
    case "choose":
      return `chosen ${by(duplicate!.rule)} over ${others}`;
    case "merge":
      return `merged ${by(duplicate!.rule)} with ${others}`;
    case "keep":
      return `kept ${by(duplicate!.rule)} beside ${others} of the same address`;
  }
  if (count === 0) return "the only row of this address";
  return `the first of ${formatNumber(count + 1)} rows of this address that name the same person`;
}

const decides = ({ action }: RowDecision) => action !== "edit";

function standing(
  { jobId }: ContactFacts,
  reason: string,
  decision: RowDecision | undefined,
): ListedReason {
  return {
    reason,
    issue_id: decision ? formatIssueId(jobId, decision.number) : null,
    by: decision?.resolved_by ?? null,
    at: decision?.resolved_at ?? null,
  };
}
