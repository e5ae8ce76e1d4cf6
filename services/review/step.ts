/**
 * What a decision brings by itself, before what follows from it for others, or why it cannot be
 * taken. Whatever decides says it in these shapes.
 */
import { type Fact, formatRowSet } from "@rollcall/contracts";
import { editsOf } from "./edits.ts";
import { changesAllRows } from "./file_answers.ts";
import type { Review } from "./review.ts";
import { isAboutSeveral } from "./same_person.ts";

export interface Refused {
  outcome: "refused";
  status: 404 | 409 | 422;
  code: string;
  detail: string;
  /** the field of an edit or a merge, or the part of a decision, that is to blame */
  field?: string;
}

export interface Step {
  outcome: "step";
  facts: Fact[];
  /** issues that it settles, or opens again */
  settled: number;
  /** rows that may take part elsewhere now, or name somebody else */
  touched: number[];
  /** whether all rows may */
  touchesAll?: boolean;
}

type Resolved = Extract<Fact, { type: "IssuesResolved" }>;
export type Resolution = Resolved["data"]["resolutions"][number];
export type RecordedEdit = NonNullable<Resolved["personal"]>["edits"][number];

export interface Settlement {
  resolutions: Resolution[];
  edits?: RecordedEdit[];
  rule?: string;
  batchId?: string;
}

/** Issues of one event that are settled, opened again, asked anew or opened. */
const EVENT_ISSUES = 500;
/** Rows that those of one event are about, but for a single issue's own. */
const EVENT_ROWS = 10_000;

export const refuse = (status: Refused["status"], code: string, detail: string): Refused => ({
  outcome: "refused",
  status,
  code,
  detail,
});

/** The step that settles these issues. */
export function settling(
  jobId: string,
  review: Review,
  { resolutions, edits = [], rule, batchId }: Settlement,
): Step {
  const editsOf = Map.groupBy(edits, ({ number }) => number);
  const facts = inEvents(resolutions, (some): Fact => {
    const made = some.flatMap(({ number }) => editsOf.get(number) ?? []);
    return {
      type: "IssuesResolved",
      data: { jobId, rule: rule ?? null, batchId: batchId ?? null, resolutions: some },
      personal: made.length ? { edits: made } : null,
    };
  });
  const touched = rowsBehind(review, resolutions);
  for (const { rowId } of edits) touched.add(rowId);
  const touchesAll = resolutions.some(({ number, action }) =>
    changesAllRows(review.issues.get(number)!, action)
  );
  return {
    outcome: "step",
    facts,
    settled: resolutions.length,
    touched: [...touched],
    touchesAll,
  };
}

/** The step that undoes the decisions on these issues, and what each of them settled besides. */
export function reopening(
  jobId: string,
  review: Review,
  asked: number[],
  batchId: string | null = null,
): Step {
  const roots = new Set(asked.map((number) => review.issues.get(number)!.decided?.via ?? number));
  const numbers = new Set(roots);
  for (const { number, decided } of review.issues.values()) {
    if (decided?.via !== undefined && roots.has(decided.via)) numbers.add(number);
  }
  const facts = inEvents([...numbers], (some): Fact => ({
    type: "IssuesReopened",
    data: { jobId, batchId, numbers: some },
    personal: null,
  }));
  const touched = rowsBehind(review, [...numbers].map((number) => ({ number })));
  for (const number of numbers) {
    for (const { rowId } of editsOf(review.edits, number)) touched.add(rowId);
  }
  const touchesAll = [...numbers].some((number) => {
    const issue = review.issues.get(number)!;
    return changesAllRows(issue, issue.decided?.action);
  });
  return { outcome: "step", facts, settled: numbers.size, touched: [...touched], touchesAll };
}

/** The facts by which what was only told is asked: edits that were made on it stay. */
export function asking(jobId: string, review: Review, numbers: number[]): Fact[] {
  const issues = numbers.map((number) => review.issues.get(number)!);
  return inEvents(issues, (some): Fact => ({
    type: "IssuesRevised",
    data: {
      jobId,
      issues: some.map(({ number, rowIds }) => {
        return { number, rowIds: formatRowSet(rowIds), status: "OPEN" as const };
      }),
    },
    personal: null,
  }), ({ rowIds }) => rowIds.length);
}

/** Rows whose part among those of their address hangs on these issues. */
function rowsBehind(review: Review, issues: { number: number }[]): Set<number> {
  const rowIds = new Set<number>();
  for (const { number } of issues) {
    const issue = review.issues.get(number)!;
    if (!isAboutSeveral(issue.type)) issue.rowIds.forEach((rowId) => rowIds.add(rowId));
  }
  return rowIds;
}

/**
 * Facts about all of these, so many to each that an event stays small.
 * @param rowsOf how many rows of an issue the event lists
 */
export function inEvents<T>(
  all: T[],
  toFact: (some: T[]) => Fact,
  rowsOf: (one: T) => number = () => 0,
): Fact[] {
  const facts: Fact[] = [];
  let some: T[] = [], rows = 0;
  const close = () => {
    if (some.length) facts.push(toFact(some));
    some = [];
    rows = 0;
  };
  for (const one of all) {
    if (some.length === EVENT_ISSUES || rows + rowsOf(one) > EVENT_ROWS) close();
    some.push(one);
    rows += rowsOf(one);
  }
  close();
  return facts;
}
