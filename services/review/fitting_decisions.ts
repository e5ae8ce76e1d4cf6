/**
 * Which of a job's decisions fit another job that reads the same file with other options. Issues
 * are the same if they have the same type, address and lines of the file; a decision fits if the
 * rows and columns that it names exist. Pure.
 */
import { at, byKey, entriesOf, type FileColumn, keysOf, type RowValues } from "@rollcall/contracts";
import { contactFields, findColumn } from "@rollcall/contacts";
import { type Edit, editsOf } from "./edits.ts";
import type { Choice } from "./resolve_issue.ts";
import type { Review, ReviewIssue } from "./review.ts";

/** A review with what tells its rows and columns apart from another's. */
export interface ReviewedFile {
  review: Review;
  /** of the file, by row id; entry 0 is unused */
  lines: readonly number[];
  /** in the order of a row's values */
  columns: readonly FileColumn[];
}

export interface FittingDecision {
  /** of the issue in the job that takes the decision over */
  number: number;
  choice: Choice;
}

/** The decisions to take, in the order in which they were taken. */
export function fittingDecisions(former: ReviewedFile, now: ReviewedFile): FittingDecision[] {
  const issues = new Map<string, ReviewIssue>();
  for (const issue of now.review.issues.values()) {
    const isAsked = issue.status === "OPEN" || issue.decided?.byDefault;
    if (isAsked) issues.set(nameOf(issue, now), issue);
  }
  const rowIds = new Map(now.lines.map((line, rowId) => [line, rowId]));
  const rowNow = (rowId: number) => rowIds.get(former.lines[rowId]!);
  return [...former.review.issues.values()]
    .filter(({ status, decided }) =>
      // What followed from another decision follows from it again.
      status === "RESOLVED" && !decided!.byDefault && decided!.via === undefined
    )
    .sort((a, b) => a.decided!.position - b.decided!.position || a.number - b.number)
    .flatMap((issue) => {
      const asked = issues.get(nameOf(issue, former));
      const choice = asked && choiceOf(issue, former, now, rowNow);
      return choice ? [{ number: asked.number, choice }] : [];
    });
}

const nameOf = ({ type, key, scope, rowIds }: ReviewIssue, { lines }: ReviewedFile): string =>
  JSON.stringify([type, key, scope ?? null, rowIds.map((rowId) => lines[rowId])]);

function choiceOf(
  { number, decided }: ReviewIssue,
  former: ReviewedFile,
  now: ReviewedFile,
  rowNow: (rowId: number) => number | undefined,
): Choice | undefined {
  const { action, chosenRowId } = decided!;
  const edit = editsOf(former.review.edits, number).at(-1);
  switch (action) {
    case "skip":
    case "keep":
      return { action };
    case "choose": {
      const chosen = rowNow(chosenRowId!);
      return chosen === undefined ? undefined : { action, chosenRowId: chosen };
    }
    case "edit": {
      const rowId = edit && rowNow(edit.rowId);
      if (rowId === undefined || !isKnown(edit!.values, now)) return undefined;
      return { action, rowId, values: edit!.values };
    }
    case "merge":
      return edit && isKnown(edit.values, now) ? mergeOf(edit, rowNow) : undefined;
    case "use_column": {
      const { name } = former.columns[decided!.column!]!;
      return findColumn(now.columns, name) < 0 ? undefined : { action, column: name };
    }
  }
}

function mergeOf(
  { rowId, values, sources }: Edit,
  rowNow: (rowId: number) => number | undefined,
): Choice | undefined {
  const chosenRowId = rowNow(rowId);
  const fields: [string, { from: number } | { value: string }][] = [];
  for (const [key, value] of entriesOf(values)) {
    const source = sources && at(sources, key);
    const from = source === undefined ? undefined : rowNow(source);
    if (source !== undefined && from === undefined) return undefined;
    fields.push([key, from === undefined ? { value } : { from }]);
  }
  if (chosenRowId === undefined) return undefined;
  return { action: "merge", chosenRowId, fields: byKey(fields) };
}

/** Whether the file still has all these columns. */
function isKnown(values: RowValues, { columns }: ReviewedFile): boolean {
  const known = new Set<string>([
    ...contactFields,
    ...columns.map(({ field, name }) => field ?? name),
  ]);
  return keysOf(values).every((key) => known.has(key));
}
