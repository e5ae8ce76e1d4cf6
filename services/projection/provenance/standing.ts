/** Why a row stands on the clean list, in a sentence, and whose decision it was. */
import { SAME_PERSON } from "@rollcall/contacts";
import { formatIssueId } from "@rollcall/contracts";
import type { IssueType, Provenance } from "@rollcall/contracts/api";
import type { Decided } from "../lists/left_out.ts";
import { by, flaws, lines } from "../lists/words.ts";
import type { ContactFacts } from "./facts.ts";

export type Standing = Pick<Provenance, "reason" | "issue_id" | "by" | "at">;

export function whyItStands(facts: ContactFacts): Standing {
  const { settled, contact } = facts;
  const kept = settled.filter(({ action, type }) => action === "keep" && !isAboutSeveral(type));
  const keptWith = [...new Set(kept.map(({ type }) => flaws[type]))].join(" and ");
  if (contact.email === null) {
    return standing(facts, `kept ${keptWith || flaws.MISSING_EMAIL}`, kept[0]);
  }
  const duplicate = settled.find(({ type, rule }) => isAboutSeveral(type) && rule !== SAME_PERSON);
  const among = amongItsAddress(facts, duplicate);
  const decision = duplicate && decides(duplicate) ? duplicate : kept[0];
  return standing(facts, keptWith ? `${among}, kept ${keptWith}` : among, decision);
}

function amongItsAddress(
  { group, row }: ContactFacts,
  duplicate: Decided | undefined,
): string {
  const others = group.filter(({ id }) => id !== row.id).map(({ line }) => line);
  switch (others.length > 0 ? duplicate?.action : undefined) {
    case "choose":
      return `chosen ${by(duplicate!.rule)} over ${lines(others)}`;
    case "merge":
      return `merged ${by(duplicate!.rule)} with ${lines(others)}`;
    case "keep":
      return `kept ${by(duplicate!.rule)} beside ${lines(others)} of the same address`;
  }
  if (others.length === 0) return "the only row of this address";
  const count = group.length.toLocaleString("en-US");
  return `the first of ${count} rows of this address that name the same person`;
}

const isAboutSeveral = (type: IssueType) =>
  type === "DUPLICATE_EMAIL" || type === "DUPLICATE_DIFFERS";

const decides = ({ action }: Decided) => action !== "edit";

function standing(
  { jobId }: ContactFacts,
  reason: string,
  decision: Decided | undefined,
): Standing {
  return {
    reason,
    issue_id: decision ? formatIssueId(jobId, decision.number) : null,
    by: decision?.resolved_by ?? null,
    at: decision?.resolved_at ?? null,
  };
}
