/** Settling all open issues of a type by one rule. */
import type { Fact, IssueKind } from "@rollcall/contracts";
import { completeness } from "@rollcall/contacts";
import { refuse, type Refused, type Step } from "./decide.ts";
import { alsoSkipped, touchedBy } from "./resolve_issue.ts";
import type { Review, ReviewIssue } from "./review.ts";
import type { Rows } from "./rows.ts";

export type BulkRule = "first" | "last" | "most_complete" | "skip" | "keep";

type Resolution = Extract<Fact, { type: "IssuesResolved" }>["data"]["resolutions"][number];

/** Resolutions that go into one event. */
const BATCH_RESOLUTIONS = 500;

export function resolveByRule(
  jobId: string,
  review: Review,
  rows: Rows,
  type: IssueKind,
  rule: BulkRule,
): Step | Refused {
  const chooses = rule !== "skip" && rule !== "keep";
  if (chooses && type !== "DUPLICATE_EMAIL") {
    return refuse(
      422,
      "RULE_DOES_NOT_FIT",
      `"${rule}" chooses among several rows, but ${type} is about one; use skip or keep.`,
    );
  }
  const open = [...review.issues.values()].filter((i) => i.type === type && i.status === "OPEN");
  if (rule === "most_complete") rows.need(open.flatMap((issue) => issue.rowIds));
  const resolutions = settleAll(review, rows, open, rule);
  const facts: Fact[] = [];
  for (let first = 0; first < resolutions.length; first += BATCH_RESOLUTIONS) {
    facts.push({
      type: "IssuesResolved",
      data: {
        jobId,
        rule,
        batchId: null,
        resolutions: resolutions.slice(first, first + BATCH_RESOLUTIONS),
      },
      personal: null,
    });
  }
  return {
    outcome: "step",
    facts,
    settled: resolutions.length,
    touched: touchedBy(review, { facts }),
  };
}

function settleAll(review: Review, rows: Rows, open: ReviewIssue[], rule: BulkRule) {
  const settled = new Map<number, Resolution>();
  for (const issue of open) {
    if (settled.has(issue.number)) continue;
    settled.set(issue.number, resolution(rows, issue, rule));
    if (rule !== "skip") continue;
    for (const also of alsoSkipped(review, issue)) {
      if (!settled.has(also.number)) settled.set(also.number, also);
    }
  }
  return [...settled.values()];
}

function resolution(rows: Rows, { number, rowIds }: ReviewIssue, rule: BulkRule): Resolution {
  switch (rule) {
    case "skip":
    case "keep":
      return { number, action: rule };
    case "first":
      return { number, action: "choose", chosenRowId: rowIds[0]! };
    case "last":
      return { number, action: "choose", chosenRowId: rowIds.at(-1)! };
    case "most_complete":
      return { number, action: "choose", chosenRowId: mostComplete(rows, rowIds) };
  }
}

/** Of equally complete rows the first. */
function mostComplete(rows: Rows, rowIds: number[]): number {
  const filled = rowIds.map((rowId) => completeness(Object.values(rows.values(rowId))));
  return rowIds[filled.indexOf(Math.max(...filled))]!;
}
