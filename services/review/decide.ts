/**
 * The review's pure core: a review, its rows and a command in, events or a refusal out. The
 * consequences for other rows that share an address are part of the same append.
 */
import {
  byKey,
  type Fact,
  formatCount,
  formatRowSet,
  laidOver,
  type RowValues,
  valuesOf,
} from "@rollcall/contracts";
import { type ChangeCommand, changeRows } from "./change_rows.ts";
import { cleanList, type ListedMerge } from "./clean_list.ts";
import { withConsequences } from "./consequences.ts";
import { type Deciding, type Needs, outcomeOf } from "./deciding.ts";
import { bringBackRows, excludeRows, type RowSetCommand } from "./exclude_rows.ts";
import { reopenIssue, type Undo, undoBatch } from "./reopen_issue.ts";
import { resolveByRule, type RuleCommand } from "./resolve_by_rule.ts";
import { type Choice, resolveIssue } from "./resolve_issue.ts";
import type { Review } from "./review.ts";
import { type ChangeEffects, notIn, withoutNewValues } from "./row_change_effects.ts";
import { type RowIndex, Rows } from "./rows.ts";
import { type EditedRow, typeValues } from "./type_values.ts";
import { awaitsFirstList } from "./same_person.ts";
import {
  type DirectEffects,
  inEvents,
  refuse,
  type Refused,
  type RowsChanged,
  type Stayed,
} from "./direct_effects.ts";

export type DecisionCommand =
  | { type: "resolve"; number: number; choice: Choice }
  | RuleCommand
  | Undo
  | { type: "undo batch"; batchId: string }
  | EditedRow
  | ChangeCommand
  | RowSetCommand
  | { type: "finalize"; automatic: boolean };

/**
 * `facts` is empty if the command changes nothing. `issueCount` counts the issues that it resolves
 * or reopens; for a rule, `stayed` counts those that were resolved otherwise and stay so; for a
 * change of rows, `changed` has the totals.
 */
export type Decision = Taken | Needs;

export type Decided = {
  outcome: "decided";
  facts: Fact[];
  issueCount: number;
  stayed?: Stayed;
  changed?: RowsChanged;
};

type Taken = Decided | Refused;

/** @param known values of rows looked up so far; cached ones are added */
export function decide(
  jobId: string,
  review: Review,
  index: RowIndex,
  known: Map<number, RowValues>,
  command: DecisionCommand,
): Decision {
  return outcomeOf(take(jobId, review, index, known, command));
}

function* take(
  jobId: string,
  review: Review,
  index: RowIndex,
  known: Map<number, RowValues>,
  command: DecisionCommand,
): Deciding<Taken> {
  const isAboutToBeMade = command.type !== "finalize" && awaitsFirstList(review);
  if (!review.ready || isAboutToBeMade) {
    return refuse(409, "NOT_READY", "The file is still being read; decide once that is done.");
  }
  const rows = new Rows(index, known, review);
  if (command.type === "finalize") {
    return yield* finalize(jobId, review, rows, command.automatic);
  }
  if (command.type === "change rows") {
    return yield* change(jobId, review, rows, (state, rows, also) => {
      return changeRows(jobId, state, rows, command, also);
    });
  }
  if (command.type === "edit row") {
    return yield* change(jobId, review, rows, (state, rows, also) => {
      // What was seen is of the review as it is, not of what the change makes of it.
      const typed = state === review ? command : { ...command, seen: undefined };
      return typeValues(jobId, state, rows, typed, also);
    });
  }
  const number = command.type === "resolve" ? command.number : undefined;
  const effects = yield* effectsOf(jobId, review, rows, command);
  return yield* following(jobId, review, rows, effects, number);
}

/**
 * Gives rows new values, and what follows from it. Where that takes back a merge, its rows have their
 * own values again: the change reaches those that are not what it makes of them any more.
 */
function* change(
  jobId: string,
  review: Review,
  rows: Rows,
  effectsOn: ChangeEffects,
): Deciding<Taken> {
  const also = new Map<number, RowValues>();
  // Each round reaches a value more.
  for (;;) {
    const effects = yield* effectsOn(review, rows, also);
    const taken = yield* following(jobId, review, rows, effects);
    if (taken.outcome === "refused") return taken;
    if (!taken.facts.some(({ type }) => type === "IssuesReopened")) return taken;
    const then = withoutNewValues(review, taken.facts);
    const again = yield* effectsOn(then, new Rows(rows.index, rows.known, then), new Map());
    const reached = again.outcome === "refused" ? [] : notIn(taken.facts, again.facts);
    if (!reached.length) return taken;
    for (const [rowId, values] of reached) {
      also.set(rowId, laidOver(also.get(rowId) ?? byKey<string>([]), values));
    }
  }
}

function* following(
  jobId: string,
  review: Review,
  rows: Rows,
  effects: DirectEffects | Refused,
  number?: number,
): Deciding<Taken> {
  if (effects.outcome === "refused") return effects;
  const facts = yield* withConsequences(jobId, review, rows, effects, number);
  if ("outcome" in facts) return facts;
  const { issueCount, stayed, changed } = effects;
  const told = { ...(stayed && { stayed }), ...(changed && { changed }) };
  return { outcome: "decided", facts, issueCount, ...told };
}

function* effectsOf(
  jobId: string,
  review: Review,
  rows: Rows,
  command: Exclude<DecisionCommand, { type: "finalize" } | ChangeCommand | EditedRow>,
): Deciding<DirectEffects | Refused> {
  switch (command.type) {
    case "resolve":
      return yield* resolveIssue(jobId, review, rows, command.number, command.choice);
    case "resolve by rule":
      return yield* resolveByRule(jobId, review, rows, command);
    case "reopen":
      return reopenIssue(jobId, review, command);
    case "undo batch":
      return undoBatch(jobId, review, command.batchId);
    case "exclude rows":
      return excludeRows(jobId, review, rows, command);
    case "bring back rows":
      return yield* bringBackRows(jobId, review, rows, command);
  }
}

export function* finalize(
  jobId: string,
  review: Review,
  rows: Rows,
  automatic: boolean,
): Deciding<Taken> {
  if (review.finalized) return { outcome: "decided", facts: [], issueCount: 0 };
  // A late or repeated DedupeCompleted: if the user is deciding issues, or has changed rows since,
  // finalising is up to the user, too.
  const isTaken = review.changes.size > 0 || review.issues.size > 0 && !awaitsFirstList(review);
  if (automatic && isTaken) {
    return refuse(409, "ISSUES_OPEN", "A job that had issues or changes is finalised by a person.");
  }
  if (review.openIssues) {
    const open = review.openIssues;
    return refuse(
      409,
      "ISSUES_OPEN",
      `${formatCount(open, "issue")} ${
        open === 1 ? "is" : "are"
      } still open; resolve them, then finalise.`,
    );
  }
  const listVersion = review.listVersion + 1;
  const { rowIds, merges } = yield* cleanList(review, rows);
  const fact: Fact = {
    type: "JobFinalized",
    data: {
      jobId,
      listVersion,
      contactCount: rowIds.length,
      mergedCount: merges.reduce((sum, merge) => sum + merge.rowIds.length, 0),
      rowIds: formatRowSet(rowIds),
      automatic,
    },
    personal: null,
  };
  return {
    outcome: "decided",
    facts: [...merging(jobId, listVersion, merges), fact],
    issueCount: 0,
  };
}

/** Merges are recorded before the list itself. */
function merging(jobId: string, listVersion: number, merges: ListedMerge[]): Fact[] {
  return inEvents(merges, (some): Fact => {
    const fills = some.flatMap(({ fill }) => fill ?? []);
    return {
      type: "RowsMerged",
      data: {
        jobId,
        listVersion,
        merges: some.map(({ rowId, rowIds }) => ({ rowId, rowIds: formatRowSet(rowIds) })),
      },
      personal: fills.length ? { fills } : null,
    };
  }, weightOf);
}

/** The weight of a merge in rows; a hundred characters of a fill count as one. */
function weightOf({ rowIds, fill }: ListedMerge): number {
  const chars = fill ? valuesOf(fill.values).reduce((sum, value) => sum + value.length, 0) : 0;
  return rowIds.length + Math.ceil(chars / 100);
}
