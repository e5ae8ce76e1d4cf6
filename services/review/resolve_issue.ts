/**
 * Resolves one issue: choose a row, edit one, merge them, take the suggestion, exclude the rows, or
 * keep them.
 */
import {
  at,
  entriesOf,
  isAboutSeveral,
  keysOf,
  type Resolution,
  type RowValues,
} from "@rollcall/contracts";
import { findColumn } from "@rollcall/contacts";
import { cleaned } from "./check_change.ts";
import type { Deciding } from "./deciding.ts";
import { type Edit, editsOf } from "./edits.ts";
import { editRow, rowToEdit, suggestedEdit, TAKE_SUGGESTION } from "./edit_row.ts";
import { findIssue, notACandidate } from "./find_issue.ts";
import { isSameMerge, type MergeChoice, mergeRows } from "./merge_rows.ts";
import { apply, copyReview, type Review, type ReviewIssue } from "./review.ts";
import { Rows } from "./rows.ts";
import {
  asking,
  type DirectEffects,
  refuse,
  type Refused,
  reopening,
  type ResolvedIssues,
  resolving,
} from "./direct_effects.ts";
import { refuseOfFile, useColumn } from "./use_column.ts";

export type Choice =
  | { action: "choose"; chosenRowId: number }
  | { action: "edit"; rowId: number | undefined; values: RowValues }
  | MergeChoice
  | { action: "take_suggestion" }
  | { action: "skip" }
  | { action: "keep" }
  /** `column` is a header, or the unique name of a repeated one */
  | { action: "use_column"; column: string };

export function* resolveIssue(
  jobId: string,
  review: Review,
  rows: Rows,
  number: number,
  choice: Choice,
): Deciding<DirectEffects | Refused> {
  const issue = findIssue(review, number);
  if ("outcome" in issue) return issue;
  if (readsValues.has(choice.action)) yield* rows.need(issue.rowIds);
  if (issue.status === "OPEN") {
    if (isMadeAlready(review, issue, choice)) return unchanged;
    return resolveAs(jobId, review, rows, issue, choice);
  }
  // A new decision replaces the old one: its edits and whatever else it resolved are undone first.
  const undone = issue.decided!.byDefault
    ? { facts: asking(jobId, review, [number]), touched: [], touchesAll: false }
    : reopening(jobId, review, [number]);
  const open = undone.facts.reduce(apply, copyReview(review));
  const opened = new Rows(rows.index, rows.known, open);
  if (isSame(review, opened, issue, choice)) return unchanged;
  const effects = resolveAs(jobId, open, opened, open.issues.get(number)!, choice);
  if (effects.outcome === "refused") return effects;
  return {
    ...effects,
    facts: [...undone.facts, ...effects.facts],
    touched: [...undone.touched, ...effects.touched],
    touchesAll: undone.touchesAll || effects.touchesAll,
  };
}

/** What is decided by what the rows say, not only by which they are. */
const readsValues: ReadonlySet<Choice["action"]> = new Set(["edit", "merge", "take_suggestion"]);

const unchanged: DirectEffects = {
  outcome: "effects",
  facts: [],
  issueCount: 1,
  touched: [],
  touchesAll: false,
};

/** Whether this repeats an edit that left its issue open, about the other rows. */
function isMadeAlready({ edits }: Review, issue: ReviewIssue, choice: Choice): boolean {
  if (choice.action !== "edit" || choice.rowId === undefined) return false;
  const { number, rowIds } = issue;
  return !rowIds.includes(choice.rowId) &&
    isSameEdit(editsOf(edits, number).at(-1), choice.rowId, cleaned(choice.values));
}

function resolveAs(
  jobId: string,
  review: Review,
  rows: Rows,
  issue: ReviewIssue,
  choice: Choice,
): DirectEffects | Refused {
  const resolved = resolutionsOf(review, rows, issue, choice);
  return "outcome" in resolved ? resolved : resolving(jobId, review, resolved);
}

function resolutionsOf(
  review: Review,
  rows: Rows,
  issue: ReviewIssue,
  choice: Choice,
): ResolvedIssues | Refused {
  const { number } = issue;
  if (issue.scope === "file" && !ofFile.has(choice.action)) return refuseOfFile(choice.action);
  switch (choice.action) {
    case "choose":
      if (!issue.rowIds.includes(choice.chosenRowId)) {
        return notACandidate(issue, choice.chosenRowId);
      }
      return { resolutions: [{ number, ...choice }] };
    case "skip":
      return { resolutions: [{ number, action: "skip" }, ...alsoSkipped(review, issue)] };
    case "keep":
      return { resolutions: [{ number, action: "keep" }] };
    case "edit":
      return editRow(review, rows, issue, choice.rowId, choice.values);
    case "merge":
      return mergeRows(rows, issue, choice);
    case "take_suggestion":
      return takeSuggestion(review, rows, issue);
    case "use_column":
      return useColumn(review, rows, issue, choice.column);
  }
}

/** The decisions that are possible for an issue about the whole file. */
const ofFile: ReadonlySet<Choice["action"]> = new Set(["skip", "keep", "use_column"]);

/** An edit that records the rule it was made by. */
export function takeSuggestion(
  review: Review,
  rows: Rows,
  issue: ReviewIssue,
): ResolvedIssues | Refused {
  const values = suggestedEdit(rows, issue);
  if (!values) {
    return refuse(422, "NO_SUGGESTION", "Nothing was suggested for this issue; type the address.");
  }
  const edited = editRow(review, rows, issue, undefined, values);
  return "outcome" in edited ? edited : { ...edited, rule: TAKE_SUGGESTION };
}

/**
 * Excluding a row also resolves its other issues, and excluding all rows resolves every issue;
 * duplicates are withdrawn, since no rows are left.
 */
export function alsoSkipped(review: Review, issue: ReviewIssue): Resolution[] {
  const { number, type, scope, rowIds } = issue;
  if (isAboutSeveral(type)) return [];
  const others = scope === "file"
    ? [...review.fileIssues, ...review.rowIssues.values()].flat()
    : rowIds.flatMap((rowId) => review.rowIssues.get(rowId) ?? []);
  return others
    .filter((other) => other !== number && review.issues.get(other)!.status === "OPEN")
    .map((other) => ({ number: other, action: "skip", via: number }));
}

/**
 * Whether this repeats the current decision: a client retries if it got no response.
 * @param opened the rows as they would be without that decision
 */
function isSame(review: Review, opened: Rows, issue: ReviewIssue, choice: Choice): boolean {
  const { number, decided } = issue;
  const edits = editsOf(review.edits, number);
  switch (choice.action) {
    case "choose":
      return decided!.action === "choose" && decided!.chosenRowId === choice.chosenRowId;
    case "merge":
      return decided!.action === "merge" && isSameMerge(issue, edits.at(-1), choice);
    case "take_suggestion":
      return decided!.action === "edit" &&
        isSameEdit(edits.at(-1), issue.rowIds[0], suggestedEdit(opened, issue));
    case "edit":
      return decided!.action === "edit" &&
        isSameEdit(edits.at(-1), rowToEdit(issue, choice.rowId), cleaned(choice.values));
    case "use_column":
      return decided!.action === "use_column" &&
        decided!.column === findColumn(opened.index.columns, choice.column);
    default:
      return decided!.action === choice.action;
  }
}

/** @param made the issue's latest edit; earlier ones were made while it was open */
function isSameEdit(
  made: Edit | undefined,
  rowId: number | undefined,
  values: RowValues | undefined,
): boolean {
  return made !== undefined && values !== undefined && made.rowId === rowId &&
    areEqual(made.values, values);
}

function areEqual(one: RowValues, other: RowValues): boolean {
  return keysOf(one).length === keysOf(other).length &&
    entriesOf(one).every(([name, value]) => at(other, name) === value);
}
