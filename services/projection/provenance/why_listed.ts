/** Why a row is on the clean list, in a sentence, and whose decision it was. */
import { SAME_PERSON } from "@rollcall/contacts";
import { formatIssueId, isAboutSeveral, listedReasons, rowFlaws } from "@rollcall/contracts";
import type { Provenance } from "@rollcall/contracts/api";
import type { RowDecision } from "../lists/exclusion_reasons.ts";
import { ruleName } from "../fold/rule_names.ts";
import { namedRows } from "../lists/reason_words.ts";
import type { ContactFacts } from "./facts.ts";

export type ListedReason = Pick<Provenance, "reason" | "issue_id" | "by" | "at">;

export function whyListed(facts: ContactFacts): ListedReason {
  const { decisions, contact } = facts;
  const kept = decisions.filter(({ action, type }) => action === "keep" && !isAboutSeveral(type));
  const flaws = [...new Set(kept.map(({ type }) => rowFlaws.write(type, {})))].join(" and ");
  const keptWith = flaws && listedReasons.write("keptWith", { flaws });
  if (contact.email === null) {
    const without = { flaws: rowFlaws.write("MISSING_EMAIL", {}) };
    return standing(facts, keptWith || listedReasons.write("keptWith", without), kept[0]);
  }
  const duplicate = decisions.find(({ type, rule }) =>
    isAboutSeveral(type) && rule !== SAME_PERSON
  );
  const among = amongItsAddress(facts, duplicate);
  const decision = duplicate && decides(duplicate) ? duplicate : kept[0];
  return standing(facts, keptWith ? `${among}, ${keptWith}` : among, decision);
}

function amongItsAddress(
  { others: { count, lines: first } }: ContactFacts,
  duplicate: RowDecision | undefined,
): string {
  const others = namedRows(first, count);
  const by = duplicate?.rule ? { others, rule: ruleName(duplicate.rule) } : null;
  switch (count > 0 ? duplicate?.action : undefined) {
    case "choose":
      return by
        ? listedReasons.write("chosenByRule", by)
        : listedReasons.write("chosenByYou", { others });
    case "merge":
      return by
        ? listedReasons.write("mergedByRule", by)
        : listedReasons.write("mergedByYou", { others });
    case "keep":
      return by
        ? listedReasons.write("keptByRule", by)
        : listedReasons.write("keptByYou", { others });
  }
  return count === 0
    ? listedReasons.write("onlyRow", {})
    : listedReasons.write("first", { rows: count + 1 });
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
