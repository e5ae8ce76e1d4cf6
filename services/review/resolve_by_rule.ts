/**
 * Resolves all open issues of a type, or a selection of them, by one rule, as one batch that can be
 * undone as a whole; on request, or if issues are resolved by default, also those that were resolved
 * otherwise.
 */
import {
  type BulkRule,
  type IssueKind,
  parseRowSet,
  type Resolution,
  ruleFits,
  valuesOf,
} from "@rollcall/contracts";
import { completeness } from "@rollcall/contacts";
import type { Deciding } from "./deciding.ts";
import { TAKE_SUGGESTION } from "./edit_row.ts";
import { alsoSkipped, takeSuggestion } from "./resolve_issue.ts";
import { apply, copyReview, type Review, type ReviewIssue } from "./review.ts";
import { Rows } from "./rows.ts";
import {
  asking,
  type DirectEffects,
  nothingStayed,
  type RecordedEdit,
  refuse,
  type Refused,
  reopening,
  resolving,
  type Stayed,
} from "./direct_effects.ts";

export interface RuleCommand {
  type: "resolve by rule";
  issueType: IssueKind;
  rule: BulkRule;
  batchId: string;
  /** whether issues that were resolved otherwise are resolved again */
  includeResolved?: boolean | undefined;
  /** only these issues, as a set of numbers, and only those about one of these rows */
  issues?: string | undefined;
  rowIds?: string | undefined;
}

export function* resolveByRule(
  jobId: string,
  review: Review,
  rows: Rows,
  command: RuleCommand,
): Deciding<DirectEffects | Refused> {
  const refused = checkFit(command.issueType, command.rule);
  if (refused) return refused;
  // All at once: looking rows up may mean reading all of them.
  if (needsValues(command.rule)) yield* rows.need(rowsAskedAbout(review, command));
  const { told, decided, stayed } = resolvedOtherwise(review, rows, command);
  if (!told.length && !decided.length) {
    return { ...resolveOpen(jobId, review, rows, command), stayed };
  }
  // Opened first, so that the current list is invalidated.
  const asked = asking(jobId, review, told);
  const undone = reopening(jobId, review, decided);
  const before = [...asked, ...decided.length ? undone.facts : []];
  const open = before.reduce(apply, copyReview(review));
  const effects = resolveOpen(jobId, open, new Rows(rows.index, rows.known, open), command);
  return {
    ...effects,
    facts: [...before, ...effects.facts],
    touched: [...undone.touched, ...effects.touched],
    touchesAll: undone.touchesAll || effects.touchesAll,
    stayed,
  };
}

/** Issues of the type that are resolved differently from the rule. */
interface ResolvedOtherwise {
  /** resolved by default */
  told: number[];
  /** resolved by a decision, to be decided again */
  decided: number[];
  stayed: Stayed;
}

function resolvedOtherwise(review: Review, rows: Rows, command: RuleCommand): ResolvedOtherwise {
  const { issueType, rule, includeResolved = false } = command;
  const stayed = nothingStayed();
  const found: ResolvedOtherwise = { told: [], decided: [], stayed };
  const resolved = meantBy(review, command).filter(({ status }) => status === "RESOLVED");
  // Issues resolved by default are never open: a rule applies to all that were not decided
  // individually.
  const isTold = issueType === "DUPLICATE_DIFFERS" && rows.index.samePerson === "first";
  for (const issue of resolved) {
    const { byDefault, batchId } = issue.decided!;
    if (isResolvedSo(review, rows, issue, rule)) stayed.alike++;
    else if (byDefault) found.told.push(issue.number);
    else if (isByHand(issue)) stayed.byHand++;
    else if (includeResolved || isTold && batchId !== undefined) found.decided.push(issue.number);
    else stayed.takeable++;
  }
  return found;
}

/**
 * Whether the decision holds what somebody typed or picked, or follows from the one on another issue.
 * Edits of earlier decisions stay whatever takes its place.
 */
function isByHand({ decided }: ReviewIssue): boolean {
  return decided!.via !== undefined || byHand.has(decided!.action);
}

const byHand: ReadonlySet<string> = new Set(["edit", "merge", "use_column"]);

/** Whether it is resolved as the rule would, or the rule has no answer. */
function isResolvedSo(review: Review, rows: Rows, issue: ReviewIssue, rule: BulkRule): boolean {
  const { action, chosenRowId, byDefault } = issue.decided!;
  // Where the first row stands by default, only "first" adds nothing to that.
  if (byDefault) return rule === "first" && chosenRowId === issue.rowIds[0];
  if (rule === TAKE_SUGGESTION && action === "edit") return true;
  const [resolution] = resolutionsBy(review, rows, issue, rule).resolutions;
  if (!resolution) return true;
  return resolution.action === action && resolution.chosenRowId === chosenRowId;
}

/** Rows that the issues that a rule is for are about, open or resolved. */
function* rowsAskedAbout(review: Review, command: RuleCommand): Generator<number> {
  for (const { status, rowIds } of meantBy(review, command)) {
    if (status !== "WITHDRAWN") yield* rowIds;
  }
}

/** The issues that a rule is for, whatever has become of them. */
export function meantBy(review: Review, { issueType, issues, rowIds }: RuleCommand): ReviewIssue[] {
  const isAsked = issues === undefined ? undefined : isInSet(issues);
  const isAbout = rowIds === undefined ? undefined : isInSet(rowIds);
  return [...review.issues.values()].filter((issue) =>
    issue.type === issueType && (!isAsked || isAsked(issue.number)) &&
    (!isAbout || issue.rowIds.some(isAbout))
  );
}

/** Whether a number is in a set, which may be larger than any job. */
function isInSet(text: string): (number: number) => boolean {
  const ranges = parseRowSet(text);
  return (number) => {
    let from = 0, to = ranges.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (ranges[middle]![1] < number) from = middle + 1;
      else to = middle;
    }
    const range = ranges[from];
    return range !== undefined && range[0] <= number;
  };
}

const needsValues = (rule: BulkRule) => rule === "most_complete" || rule === TAKE_SUGGESTION;

function resolveOpen(
  jobId: string,
  review: Review,
  rows: Rows,
  command: RuleCommand,
): DirectEffects {
  const { rule, batchId } = command;
  const open = meantBy(review, command).filter(({ status }) => status === "OPEN");
  const byNumber = new Map<number, Resolution>();
  const edits: RecordedEdit[] = [];
  for (const issue of open) {
    // It was resolved along with an earlier one.
    if (byNumber.has(issue.number)) continue;
    const { resolutions, edits: made = [] } = resolutionsBy(review, rows, issue, rule);
    for (const resolution of resolutions) {
      if (!byNumber.has(resolution.number)) byNumber.set(resolution.number, resolution);
    }
    edits.push(...made);
  }
  return resolving(jobId, review, { resolutions: [...byNumber.values()], edits, rule, batchId });
}

function checkFit(type: IssueKind, rule: BulkRule): Refused | undefined {
  if (ruleFits(rule, type)) return undefined;
  const why = rule === TAKE_SUGGESTION
    ? `"${rule}" mends addresses, and for ${type} none is suggested`
    : `"${rule}" chooses among several rows, but ${type} is about one`;
  return refuse(422, "RULE_DOES_NOT_FIT", `${why}; use skip or keep.`);
}

/** Without resolutions if the rule cannot resolve it: the issue stays open. */
function resolutionsBy(
  review: Review,
  rows: Rows,
  issue: ReviewIssue,
  rule: BulkRule,
): { resolutions: Resolution[]; edits?: RecordedEdit[] } {
  const { number, rowIds } = issue;
  const choose = (chosenRowId: number) => ({
    resolutions: [{ number, action: "choose" as const, chosenRowId }],
  });
  switch (rule) {
    case "keep":
      return { resolutions: [{ number, action: "keep" }] };
    case "skip":
      return { resolutions: [{ number, action: "skip" }, ...alsoSkipped(review, issue)] };
    case "first":
      return choose(rowIds[0]!);
    case "last":
      return choose(rowIds.at(-1)!);
    case "most_complete":
      return choose(mostComplete(rows, rowIds));
    case "take_suggestion": {
      const taken = takeSuggestion(review, rows, issue);
      return "outcome" in taken ? { resolutions: [] } : taken;
    }
  }
}

/** The first of equally complete rows. */
function mostComplete(rows: Rows, rowIds: number[]): number {
  let best = rowIds[0]!, most = -1;
  for (const rowId of rowIds) {
    const filled = completeness(valuesOf(rows.values(rowId)));
    if (filled > most) [best, most] = [rowId, filled];
  }
  return best;
}
