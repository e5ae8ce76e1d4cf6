/** Settling all open issues of a type by one rule, as one batch that can be undone as one. */
import { type IssueKind, valuesOf } from "@rollcall/contracts";
import { completeness } from "@rollcall/contacts";
import { hasSuggestions, TAKE_SUGGESTION } from "./edit_row.ts";
import { alsoSkipped, takeSuggestion } from "./resolve_issue.ts";
import { apply, copyReview, type Review, type ReviewIssue } from "./review.ts";
import { Rows } from "./rows.ts";
import { isAboutSeveral } from "./same_person.ts";
import {
  asking,
  type RecordedEdit,
  refuse,
  type Refused,
  type Resolution,
  settling,
  type Step,
} from "./step.ts";

export type BulkRule = "first" | "last" | "most_complete" | "skip" | "keep" | "take_suggestion";

export interface RuleCommand {
  type: "resolve by rule";
  issueType: IssueKind;
  rule: BulkRule;
  batchId: string;
}

export function resolveByRule(
  jobId: string,
  review: Review,
  rows: Rows,
  { issueType, rule, batchId }: RuleCommand,
): Step | Refused {
  const refused = checkFit(issueType, rule);
  if (refused) return refused;
  // What is only told is settled as well, but by what holds already.
  const told = rule === "first" ? [] : [...review.issues.values()]
    .filter(({ type, decided }) => type === issueType && decided?.byDefault)
    .map(({ number }) => number);
  if (told.length) return settleTold(jobId, review, rows, { issueType, rule, batchId }, told);
  const open = [...review.issues.values()]
    .filter(({ type, status }) => type === issueType && status === "OPEN");
  const needsValues = rule === "most_complete" || rule === TAKE_SUGGESTION;
  if (needsValues) rows.need(open.flatMap((issue) => issue.rowIds));
  const settled = new Map<number, Resolution>();
  const edits: RecordedEdit[] = [];
  for (const issue of open) {
    // One that was settled along with an earlier one is.
    if (settled.has(issue.number)) continue;
    const { resolutions, edits: made = [] } = settlementBy(review, rows, issue, rule);
    for (const resolution of resolutions) {
      if (!settled.has(resolution.number)) settled.set(resolution.number, resolution);
    }
    edits.push(...made);
  }
  return settling(jobId, review, { resolutions: [...settled.values()], edits, rule, batchId });
}

/** Asked first, so that the list that stands with it is taken back. */
function settleTold(
  jobId: string,
  review: Review,
  rows: Rows,
  command: Omit<RuleCommand, "type">,
  told: number[],
): Step | Refused {
  const asked = asking(jobId, review, told);
  const open = asked.reduce(apply, copyReview(review));
  const opened = new Rows(rows.index, rows.known, open);
  const settled = resolveByRule(jobId, open, opened, { type: "resolve by rule", ...command });
  if (settled.outcome === "refused") return settled;
  return { ...settled, facts: [...asked, ...settled.facts] };
}

function checkFit(type: IssueKind, rule: BulkRule): Refused | undefined {
  const fits = rule === "skip" || rule === "keep" ||
    (rule === TAKE_SUGGESTION ? hasSuggestions(type) : isAboutSeveral(type));
  if (fits) return undefined;
  const why = rule === TAKE_SUGGESTION
    ? `"${rule}" mends addresses, and for ${type} none is suggested`
    : `"${rule}" chooses among several rows, but ${type} is about one`;
  return refuse(422, "RULE_DOES_NOT_FIT", `${why}; use skip or keep.`);
}

/** Without resolutions where the rule has no answer: the issue stays open. */
function settlementBy(
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

/** Of equally complete rows the first. */
function mostComplete(rows: Rows, rowIds: number[]): number {
  let best = rowIds[0]!, most = -1;
  for (const rowId of rowIds) {
    const filled = completeness(valuesOf(rows.values(rowId)));
    if (filled > most) [best, most] = [rowId, filled];
  }
  return best;
}
