/**
 * The direct effects of a decision, before its consequences for other rows, or the reason for a
 * refusal. All deciding code returns these shapes.
 */
import { type Fact, formatRowSet, isAboutSeveral, type Resolution } from "@rollcall/contracts";
import { editsOf } from "./edits.ts";
import { changesAllRows } from "./file_answers.ts";
import { areAlike, inAlike, inSets } from "./number_sets.ts";
import { earlierEdits, type Review } from "./review.ts";

export interface Refused {
  outcome: "refused";
  status: 404 | 409 | 422;
  code: string;
  detail: string;
  /** the field of an edit or a merge, or the part of a decision, that caused it */
  field?: string;
}

export interface DirectEffects {
  outcome: "effects";
  facts: Fact[];
  /** the number of issues that it resolves or reopens */
  issueCount: number;
  /** rows whose address, identity or activity may have changed */
  touched: number[];
  /** whether all rows may have changed */
  touchesAll: boolean;
  /** of a rule: what it left unchanged */
  stayed?: Stayed;
  /** of a change of rows: its totals */
  changed?: RowsChanged;
}

/** The totals of a change of rows. */
export interface RowsChanged {
  /** rows that it changes */
  rows: number;
  /** rows that stay as they are: the change would make something wrong of them */
  refused: number;
  /** what undoes it; null where it is no change that can be undone */
  batchId: string | null;
  /** names of columns that the job never had before, and that it adds */
  adds?: string[];
}

/** Issues of a rule's type that were resolved before and stay unchanged. */
export interface Stayed {
  /** resolved just as the rule would */
  alike: number;
  /** that the rule would resolve differently, if asked to include them */
  takeable: number;
  /** that hold typed or picked values, or follow from another issue's decision */
  byHand: number;
}

export const nothingStayed = (): Stayed => ({ alike: 0, takeable: 0, byHand: 0 });

type Resolved = Extract<Fact, { type: "IssuesResolved" }>;
export type RecordedEdit = NonNullable<Resolved["personal"]>["edits"][number];

export interface ResolvedIssues {
  resolutions: Resolution[];
  edits?: RecordedEdit[];
  rule?: string;
  batchId?: string;
}

/** Issues per event that are resolved individually, reopened or opened. */
const EVENT_ISSUES = 500;
/** Rows per event, except for a single issue's own. */
const EVENT_ROWS = 10_000;

export const refuse = (status: Refused["status"], code: string, detail: string): Refused => ({
  outcome: "refused",
  status,
  code,
  detail,
});

/** The effects of resolving these issues. */
export function resolving(
  jobId: string,
  review: Review,
  { resolutions, edits = [], rule, batchId }: ResolvedIssues,
): DirectEffects {
  const editsOf = Map.groupBy(edits, ({ number }) => number);
  const told = { jobId, rule: rule ?? null, batchId: batchId ?? null };
  const facts = areAlike(resolutions) && !edits.length
    ? inAlike(review, resolutions, (alike): Fact => ({
      type: "IssuesResolved",
      data: { ...told, resolutions: [], alike },
      personal: null,
    }))
    : inEvents(resolutions, (some): Fact => {
      const made = some.flatMap(({ number }) => editsOf.get(number) ?? []);
      return {
        type: "IssuesResolved",
        data: { ...told, resolutions: some },
        personal: made.length ? { edits: made } : null,
      };
    });
  const touched = rowsBehind(review, resolutions);
  for (const { rowId } of edits) touched.add(rowId);
  const touchesAll = resolutions.some(({ number, action }) =>
    changesAllRows(review.issues.get(number)!, action)
  );
  return {
    outcome: "effects",
    facts,
    issueCount: resolutions.length,
    touched: [...touched],
    touchesAll,
  };
}

/**
 * What undoes the newest decision on each of these issues, and whatever else it resolved.
 * Edits that earlier decisions on them made stay.
 */
export function reopening(
  jobId: string,
  review: Review,
  asked: number[],
  batchId: string | null = null,
): DirectEffects {
  const roots = new Set(asked.map((number) => review.issues.get(number)!.decided?.via ?? number));
  const numbers = new Set(roots);
  for (const { number, decided } of review.issues.values()) {
    if (decided?.via !== undefined && roots.has(decided.via)) numbers.add(number);
  }
  const plain: number[] = [];
  const edited: Record<Undone, number[]> = { all: [], newest: [], none: [] };
  const touched = rowsBehind(review, [...numbers].map((number) => ({ number })));
  for (const number of numbers) {
    const edits = editsOf(review.edits, number);
    const earlier = earlierEdits(review, review.issues.get(number)!);
    edits.slice(earlier).forEach(({ rowId }) => touched.add(rowId));
    const undone = earlier === 0 ? "all" : earlier < edits.length ? "newest" : "none";
    // Undoing an edit is work for the projection; opening an issue is hardly any.
    const isWork = undone !== "all" || numbers.size > EVENT_ISSUES && edits.length > 0;
    (isWork ? edited[undone] : plain).push(number);
  }
  const toFact = (set: string, edits: Undone): Fact => ({
    type: "IssuesReopened",
    data: { jobId, batchId, numbers: set, ...(edits !== "all" && { edits }) },
    personal: null,
  });
  const facts = [
    ...inSets(plain, (set) => toFact(set, "all")),
    ...(["all", "newest", "none"] as const).flatMap((undone) =>
      inEvents(
        edited[undone],
        (some) => toFact(formatRowSet(some.toSorted((a, b) => a - b)), undone),
      )
    ),
  ];
  const touchesAll = [...numbers].some((number) => {
    const issue = review.issues.get(number)!;
    return changesAllRows(issue, issue.decided?.action);
  });
  return { outcome: "effects", facts, issueCount: numbers.size, touched: [...touched], touchesAll };
}

/** Which edits that were made for an issue go with its newest decision. */
type Undone = "all" | "newest" | "none";

/** The facts that open issues which were resolved by default; edits made for them stay. */
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

/** The facts that withdraw issues. */
export function withdrawing(jobId: string, numbers: number[]): Fact[] {
  return inEvents(numbers, (some): Fact => ({
    type: "IssuesRevised",
    data: {
      jobId,
      issues: some.map((number) => ({ number, rowIds: "", status: "WITHDRAWN" as const })),
    },
    personal: null,
  }));
}

/** Rows whose activity depends on these issues. */
function rowsBehind(review: Review, issues: { number: number }[]): Set<number> {
  const rowIds = new Set<number>();
  for (const { number } of issues) {
    const issue = review.issues.get(number)!;
    if (!isAboutSeveral(issue.type)) issue.rowIds.forEach((rowId) => rowIds.add(rowId));
  }
  return rowIds;
}

/**
 * Facts about all of these, split so that events stay small.
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
