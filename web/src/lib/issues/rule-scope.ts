/** Which issues of a type a rule is for: all, those that are selected, or those that a search found. */
import type { BulkDecision, Issue, IssueType } from "@rollcall/contracts/api";
import { formatRowSet } from "@rollcall/contracts/row-set";
import { getRowIds } from "../api/calls.ts";
import type { Answer } from "../api/http.ts";
import { m } from "../paraglide/messages.js";

export type RuleScope =
  | { kind: "all" }
  | { kind: "selected"; issues: readonly Issue[] }
  /** all that the list has, read or not, but some */
  | { kind: "listed"; type: IssueType | null; q: string; but: readonly Issue[]; count: number }
  | { kind: "found"; q: string; count: number };

type Selecting = {
  picked: { issues: readonly Issue[]; allBut: readonly Issue[] | null; size: number };
  filter: { type: IssueType | null; q?: string };
  found: number;
};

/** The scopes that are offered, the narrowest first. */
export function scopesOf({ picked, filter: { type, q = "" }, found }: Selecting): RuleScope[] {
  const { issues, allBut, size } = picked;
  return [
    ...(size === 0
      ? []
      : allBut
      ? [{ kind: "listed" as const, type, q, but: allBut, count: size }]
      : [{ kind: "selected" as const, issues }]),
    ...(q !== "" && found > 0 ? [{ kind: "found" as const, q, count: found }] : []),
    { kind: "all" },
  ];
}

/**
 * How many issues of a type the rule may resolve, as far as the page knows: of what a search finds
 * only the server knows how many are of the type.
 *
 * @param open how many of the type are open, @param resolvable or may be resolved anew
 */
export function countIn(
  scope: RuleScope,
  type: IssueType,
  { open, resolvable }: { open: number; resolvable: number },
): number {
  const ofType = (issues: readonly Issue[]) => issues.filter((one) => one.type === type).length;
  switch (scope.kind) {
    case "selected":
      return ofType(scope.issues);
    case "listed":
      return scope.type === null || scope.type === type ? Math.max(0, open - ofType(scope.but)) : 0;
    case "found":
    case "all":
      return resolvable;
  }
}

/** Whether a search is part of it. */
export const isSearched = (scope: RuleScope): boolean => "q" in scope && scope.q !== "";

/** Another text where a rule is for others: the scope itself is made anew with each update. */
export function scopeKey(scope: RuleScope): string {
  switch (scope.kind) {
    case "selected":
      return `selected ${scope.issues.map(({ id }) => id).join()}`;
    case "listed":
      return `listed ${scope.count} ${scope.q} ${scope.but.map(({ id }) => id).join()}`;
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
    case "listed":
      return m.issues_scope_selected({ n: scope.count });
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
  const asked = { ...decision, ...issuesOf(scope) };
  if (!("q" in scope) || scope.q === "") return taken(asked);
  const search = new URLSearchParams({ q: scope.q, filter: `issue:is:${decision.type}` });
  const found = await getRowIds(jobId, search, signal);
  if (!found.ok) return found;
  const { raw_row_ids } = found.value;
  return taken(raw_row_ids === "" ? { ...decision, issues: NONE } : { ...asked, raw_row_ids });
}

/** No job has so many issues. */
const MOST = 999_999_999;
const NONE = String(MOST);

const taken = (value: BulkDecision): Answer<BulkDecision> => ({
  ok: true,
  value,
  next: null,
  total: null,
});

/** The numbers that a scope names: those that are selected, or all but those that are not. */
function issuesOf(scope: RuleScope): { issues?: string } {
  switch (scope.kind) {
    case "selected":
      return { issues: formatRowSet(numbersOf(scope.issues)) };
    case "listed":
      return scope.but.length === 0 ? {} : { issues: allBut(numbersOf(scope.but)) };
    case "found":
    case "all":
      return {};
  }
}

/** An issue's id ends with its number. @returns them in ascending order */
function numbersOf(issues: readonly Issue[]): number[] {
  const numbers = issues.map(({ id }) => Number(id.slice(id.lastIndexOf(".") + 1)));
  return numbers.toSorted((a, b) => a - b);
}

/** The set of all numbers but some. */
function allBut(numbers: readonly number[]): string {
  const starts = [1, ...numbers.map((number) => number + 1)];
  const ends = [...numbers.map((number) => number - 1), MOST];
  return starts.flatMap((start, i) => {
    const end = ends[i]!;
    return start > end ? [] : start === end ? [`${start}`] : [`${start}-${end}`];
  }).join();
}
