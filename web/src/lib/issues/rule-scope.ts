/** Which issues of a type a rule is for: all, those that are selected, or those that a search found. */
import type { BulkDecision, Issue } from "@rollcall/contracts/api";
import { formatRowSet } from "@rollcall/contracts/row-set";
import { getRowIds } from "../api/calls.ts";
import type { Answer } from "../api/http.ts";
import { m } from "../paraglide/messages.js";

export type RuleScope =
  | { kind: "all" }
  | { kind: "selected"; issues: readonly Issue[] }
  | { kind: "found"; q: string; count: number };

type Selecting = {
  picked: { issues: readonly Issue[] };
  filter: { q?: string };
  found: number;
};

/** The scopes that are offered, the narrowest first. */
export function scopesOf({ picked, filter: { q = "" }, found }: Selecting): RuleScope[] {
  return [
    ...(picked.issues.length > 0 ? [{ kind: "selected" as const, issues: picked.issues }] : []),
    ...(q !== "" && found > 0 ? [{ kind: "found" as const, q, count: found }] : []),
    { kind: "all" },
  ];
}

/** Another text where a rule is for others: the scope itself is made anew with each update. */
export function scopeKey(scope: RuleScope): string {
  switch (scope.kind) {
    case "selected":
      return `selected ${scope.issues.map(({ id }) => id).join()}`;
    case "found":
      return `found ${scope.count} ${scope.q}`;
    case "all":
      return "all";
  }
}

export function scopeLabel(scope: RuleScope): string {
  switch (scope.kind) {
    case "selected":
      return m.issues_scope_selected({ n: scope.issues.length });
    case "found":
      return m.issues_scope_found({ n: scope.count, q: scope.q });
    case "all":
      return m.issues_scope_all();
  }
}

/**
 * A rule for the issues of a scope. What a search finds is looked up now, as a set of rows: the rule
 * needs no search of its own.
 */
export async function within(
  jobId: string,
  decision: BulkDecision,
  scope: RuleScope,
  signal?: AbortSignal,
): Promise<Answer<BulkDecision>> {
  if (scope.kind === "found") {
    const search = new URLSearchParams({ q: scope.q, filter: `issue:is:${decision.type}` });
    const found = await getRowIds(jobId, search, signal);
    if (!found.ok) return found;
    const { raw_row_ids } = found.value;
    return taken(raw_row_ids === "" ? { ...decision, issues: NONE } : { ...decision, raw_row_ids });
  }
  return taken(
    scope.kind === "all" ? decision : { ...decision, issues: numbersOf(scope.issues) },
  );
}

/** No job has so many issues. */
const NONE = "999999999";

const taken = (value: BulkDecision): Answer<BulkDecision> => ({
  ok: true,
  value,
  next: null,
  total: null,
});

/** An issue's id ends with its number. */
function numbersOf(issues: readonly Issue[]): string {
  const numbers = issues.map(({ id }) => Number(id.slice(id.lastIndexOf(".") + 1)));
  return formatRowSet(numbers.toSorted((a, b) => a - b));
}
