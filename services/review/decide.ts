/**
 * The review's decisions, pure: a review, its rows and a command in, events or a refusal out. What a
 * decision does to others that share an address follows from it in the same append.
 */
import type { ContactField } from "@rollcall/contacts";
import { type Fact, formatRowSet, type IssueKind } from "@rollcall/contracts";
import { cleanList } from "./clean_list.ts";
import { type GroupChanges, isStanding, regroup } from "./groups.ts";
import { reopenIssue } from "./reopen_issue.ts";
import { type BulkRule, resolveByRule } from "./resolve_by_rule.ts";
import { type Choice, resolveIssue } from "./resolve_issue.ts";
import { apply, copyReview, type Review } from "./review.ts";
import { type RowIndex, Rows, type RowValues } from "./rows.ts";

export type Command =
  | { type: "resolve"; number: number; choice: Choice }
  | { type: "resolve by rule"; issueType: IssueKind; rule: BulkRule }
  | { type: "reopen"; number: number }
  | { type: "finalize"; automatic: boolean };

export interface Refused {
  outcome: "refused";
  status: 404 | 409 | 422;
  code: string;
  detail: string;
  /** the field of an edit that is to blame */
  field?: ContactField;
}

/** `facts` is empty where the command asks for what is already so. `settled` counts issues. */
export type Decision = { outcome: "decided"; facts: Fact[]; settled: number } | Refused;

/** What a step of a decision brings: its own facts, and the addresses whose rows they change. */
export interface Step {
  outcome: "step";
  facts: Fact[];
  settled: number;
  /** rows that may take part elsewhere now, or name somebody else */
  touched: number[];
}

export const refuse = (status: Refused["status"], code: string, detail: string): Refused => ({
  outcome: "refused",
  status,
  code,
  detail,
});

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
  if (!review.ready) {
    return refuse(409, "NOT_READY", "The file is still being read; decide once that is done.");
  }
  const rows = new Rows(index, known, review);
  if (command.type === "finalize") return finalize(jobId, review, rows, command.automatic);
  const step = command.type === "resolve"
    ? resolveIssue(jobId, review, rows, command.number, command.choice)
    : command.type === "reopen"
    ? reopenIssue(jobId, review, command.number)
    : resolveByRule(jobId, review, rows, command.issueType, command.rule);
  return step.outcome === "refused" ? step : withConsequences(jobId, review, rows, command, step);
}

/** Adds what the step means for everybody who shares an address with the rows it touches. */
function withConsequences(
  jobId: string,
  review: Review,
  before: Rows,
  command: Command,
  step: Step,
): Decision {
  const decided = { outcome: "decided", settled: step.settled } as const;
  const emails = new Set(askedAgain(review, step.facts));
  if (!step.touched.length && !emails.size) return { ...decided, facts: step.facts };
  const next = step.facts.reduce(apply, copyReview(review));
  const after = new Rows(before.index, before.known, next);
  for (const rowId of step.touched) {
    // Who took no part and takes none now changes nothing for others.
    if (!isStanding(review, rowId) && !isStanding(next, rowId)) continue;
    for (const email of [before.email(rowId), after.email(rowId)]) {
      if (email !== null) emails.add(email);
    }
  }
  const changes = regroup(next, after, emails);
  const unsettled = command.type === "resolve" &&
    changes.revised.find(({ number, rowIds }) =>
      number === command.number && rowIds.length === review.issues.get(number)!.rowIds.length
    );
  if (unsettled) {
    return refuse(
      422,
      "STILL_DIFFERENT",
      `Rows ${unsettled.rowIds.join(" and ")} would still share an address and name different ` +
        `people; choose one of them, or change an address.`,
    );
  }
  return { ...decided, facts: [...step.facts, ...consequences(jobId, next, changes)] };
}

/** Addresses whose question is open again: it may have nothing left to ask. */
function* askedAgain(review: Review, facts: Fact[]): Generator<string> {
  for (const fact of facts) {
    if (fact.type !== "IssuesReopened") continue;
    for (const number of fact.data.numbers) {
      const { type, key } = review.issues.get(number)!;
      if (type === "DUPLICATE_EMAIL") yield key;
    }
  }
}

function consequences(jobId: string, next: Review, changes: GroupChanges): Fact[] {
  const { revised, resettled, opened } = changes;
  const facts: Fact[] = [];
  if (revised.length) {
    facts.push({ type: "IssuesRevised", data: { jobId, issues: revised }, personal: null });
  }
  if (resettled.length) {
    const resolutions = resettled.map((number) => ({ number, action: "edit" as const }));
    // The edits themselves are there, in their order among all others; they are not made again.
    facts.push({
      type: "IssuesResolved",
      data: { jobId, rule: null, batchId: null, resolutions },
      personal: null,
    });
  }
  if (opened.length) {
    const first = next.issues.size + 1;
    const issues = opened.map(({ rowIds }, i) => ({
      number: first + i,
      type: "DUPLICATE_EMAIL" as const,
      rowIds,
    }));
    facts.push({
      type: "IssuesOpened",
      data: { jobId, issues },
      personal: { keys: opened.map(({ key }) => key) },
    });
  }
  return facts;
}

function finalize(jobId: string, review: Review, rows: Rows, automatic: boolean): Decision {
  if (review.finalized) return { outcome: "decided", facts: [], settled: 0 };
  // Told late or twice that the rows were compared: where somebody decides, they finalise as well.
  if (automatic && review.issues.size) {
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
  const list = cleanList(review, rows);
  const fact: Fact = {
    type: "JobFinalized",
    data: {
      jobId,
      listVersion: review.listVersion + 1,
      contactCount: list.length,
      rowIds: formatRowSet(list),
      automatic,
    },
    personal: null,
  };
  return { outcome: "decided", facts: [fact], settled: 0 };
}
