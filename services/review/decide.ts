/**
 * The review's decisions, pure: a review, its rows and a command in, events or a refusal out. What a
 * decision does to others that share an address follows from it in the same append.
 */
import { type Fact, formatRowSet, type RowValues, valuesOf } from "@rollcall/contracts";
import { cleanList, type Merge } from "./clean_list.ts";
import { withConsequences } from "./consequences.ts";
import { reopenIssue, undoBatch } from "./reopen_issue.ts";
import { resolveByRule, type RuleCommand } from "./resolve_by_rule.ts";
import { type Choice, resolveIssue } from "./resolve_issue.ts";
import type { Review } from "./review.ts";
import { type RowIndex, Rows } from "./rows.ts";
import { awaitsFirstList } from "./same_person.ts";
import { inEvents, refuse, type Refused, type Step } from "./step.ts";

export type Command =
  | { type: "resolve"; number: number; choice: Choice }
  | RuleCommand
  | { type: "reopen"; number: number }
  | { type: "undo batch"; batchId: string }
  | { type: "finalize"; automatic: boolean };

/**
 * `facts` is empty where the command asks for what is already so. `settled` counts the issues that it
 * settles or opens again.
 */
export type Decision = { outcome: "decided"; facts: Fact[]; settled: number } | Refused;

/**
 * @param known values of rows that were looked up so far
 * @throws RowsNeeded where more of them are needed: look them up and decide again
 */
export function decide(
  jobId: string,
  review: Review,
  index: RowIndex,
  known: Map<number, RowValues>,
  command: Command,
): Decision {
  const isAboutToBeMade = command.type !== "finalize" && awaitsFirstList(review);
  if (!review.ready || isAboutToBeMade) {
    return refuse(409, "NOT_READY", "The file is still being read; decide once that is done.");
  }
  const rows = new Rows(index, known, review);
  if (command.type === "finalize") return finalize(jobId, review, rows, command.automatic);
  const step = stepOf(jobId, review, rows, command);
  if (step.outcome === "refused") return step;
  const number = command.type === "resolve" ? command.number : undefined;
  const facts = withConsequences(jobId, review, rows, step, number);
  return "outcome" in facts ? facts : { outcome: "decided", facts, settled: step.settled };
}

function stepOf(
  jobId: string,
  review: Review,
  rows: Rows,
  command: Exclude<Command, { type: "finalize" }>,
): Step | Refused {
  switch (command.type) {
    case "resolve":
      return resolveIssue(jobId, review, rows, command.number, command.choice);
    case "resolve by rule":
      return resolveByRule(jobId, review, rows, command);
    case "reopen":
      return reopenIssue(jobId, review, command.number);
    case "undo batch":
      return undoBatch(jobId, review, command.batchId);
  }
}

function finalize(jobId: string, review: Review, rows: Rows, automatic: boolean): Decision {
  if (review.finalized) return { outcome: "decided", facts: [], settled: 0 };
  // Told late or twice that the rows were compared: where somebody decides, they finalise as well.
  if (automatic && review.issues.size && !awaitsFirstList(review)) {
    return refuse(409, "ISSUES_OPEN", "A job that had issues is finalised by a person.");
  }
  if (review.openIssues) {
    const issues = review.openIssues === 1 ? "issue is" : "issues are";
    return refuse(
      409,
      "ISSUES_OPEN",
      `${review.openIssues} ${issues} still open; settle them, then finalise.`,
    );
  }
  const listVersion = review.listVersion + 1;
  const { rowIds, merges } = cleanList(review, rows);
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
  return { outcome: "decided", facts: [...merging(jobId, listVersion, merges), fact], settled: 0 };
}

/** Before the list is fixed it is said what went into its rows. */
function merging(jobId: string, listVersion: number, merges: Merge[]): Fact[] {
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

/** A fill as rows: what a hundred characters of it come to. */
function weightOf({ rowIds, fill }: Merge): number {
  const chars = fill ? valuesOf(fill.values).reduce((sum, value) => sum + value.length, 0) : 0;
  return rowIds.length + Math.ceil(chars / 100);
}
