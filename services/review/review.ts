/**
 * What a review knows: its issues, the decisions on them and the edits they carry. `evolve` folds an
 * event in place, because a review has thousands of issues; who wants to try something first copies.
 */
import { SAME_PERSON } from "@rollcall/contacts";
import {
  type ByKey,
  type Fact,
  type IssueKind,
  type RecordedEvent,
  rowIdsOf,
  type RowValues,
} from "@rollcall/contracts";
import { addEdit, copyEdits, dropEdits, type Edits, noEdits } from "./edits.ts";

export interface Decided {
  action: "choose" | "edit" | "merge" | "skip" | "keep" | "use_column";
  chosenRowId?: number;
  /** for use_column: its place in the order of a row's values */
  column?: number;
  /** the issue whose decision settled this one too */
  via?: number;
  /** common to all that one command settled by a rule */
  batchId?: string;
  /** nobody decided: it is told that the first row stands, and can be settled otherwise */
  byDefault?: true;
}

export interface ReviewIssue {
  number: number;
  type: IssueKind;
  /** the address as duplicates are told by, row-N where there is none, or file */
  key: string;
  /** file: it is about all rows, none of which it lists */
  scope?: "file";
  rowIds: number[];
  /** WITHDRAWN: nothing is left to ask, unless a later change brings it back */
  status: "OPEN" | "RESOLVED" | "WITHDRAWN";
  decided: Decided | undefined;
}

export interface Edit {
  number: number;
  rowId: number;
  values: RowValues;
  /** of a merge: the row that each value was taken from */
  sources?: ByKey<number>;
  /** the phone in E.164, where the edit brings one that is written otherwise */
  phone?: string;
}

export interface Review {
  /** of the review's stream */
  version: number;
  /** log position of the stream's newest event */
  position: number;
  /** true once every question is open */
  ready: boolean;
  issues: Map<number, ReviewIssue>;
  /** the issues about the whole file, at most one a field */
  fileIssues: number[];
  /** the issues of a row that are not about duplicates */
  rowIssues: Map<number, number[]>;
  /** the duplicate issue of an address */
  duplicates: Map<string, number>;
  /** the issue about rows of one person that differ, by their address */
  differences: Map<string, number>;
  edits: Edits;
  /** every batch there ever was, whatever is left of it */
  batches: Set<string>;
  openIssues: number;
  finalized: { contactCount: number } | undefined;
  listVersion: number;
}

export function initialReview(): Review {
  return {
    version: 0,
    position: 0,
    ready: false,
    issues: new Map(),
    fileIssues: [],
    rowIssues: new Map(),
    duplicates: new Map(),
    differences: new Map(),
    edits: noEdits(),
    batches: new Set(),
    openIssues: 0,
    finalized: undefined,
    listVersion: 0,
  };
}

/** A copy that can be folded without touching the original. */
export function copyReview(review: Review): Review {
  return {
    ...review,
    issues: new Map([...review.issues].map(([number, issue]) => [number, { ...issue }])),
    fileIssues: [...review.fileIssues],
    rowIssues: new Map([...review.rowIssues].map(([rowId, numbers]) => [rowId, [...numbers]])),
    duplicates: new Map(review.duplicates),
    differences: new Map(review.differences),
    edits: copyEdits(review.edits),
    batches: new Set(review.batches),
  };
}

/** Folds a recorded event into the review. */
export function evolve(review: Review, event: RecordedEvent): Review {
  review.version = event.version;
  review.position = event.position;
  return apply(review, event);
}

/** Folds what happened, recorded or only intended. */
export function apply(review: Review, fact: Fact): Review {
  switch (fact.type) {
    case "IssuesOpened":
      fact.data.issues.forEach((issue, i) => open(review, issue, fact.personal?.keys[i] ?? ""));
      break;
    case "DedupeCompleted":
      review.ready = true;
      break;
    case "IssuesResolved": {
      const { batchId, rule, resolutions } = fact.data;
      if (batchId !== null) review.batches.add(batchId);
      const how = {
        ...(batchId !== null && { batchId }),
        ...(rule === SAME_PERSON && { byDefault: true as const }),
      };
      for (const { number, ...decided } of resolutions) {
        set(review, number, "RESOLVED", { ...decided, ...how });
      }
      for (const edit of fact.personal?.edits ?? []) addEdit(review.edits, edit);
      break;
    }
    case "IssuesReopened": {
      for (const number of fact.data.numbers) {
        set(review, number, "OPEN", undefined);
        dropEdits(review.edits, number);
      }
      review.finalized = undefined;
      break;
    }
    case "IssuesRevised":
      for (const { number, rowIds, status } of fact.data.issues) {
        review.issues.get(number)!.rowIds = [...rowIdsOf(rowIds)];
        set(review, number, status, undefined);
      }
      break;
    case "RowsMerged":
      // It follows from the decisions, and holds for that list alone.
      break;
    case "JobFinalized":
      review.finalized = { contactCount: fact.data.contactCount };
      review.listVersion = fact.data.listVersion;
      break;
  }
  return review;
}

type Opened = Extract<Fact, { type: "IssuesOpened" }>["data"]["issues"][number];

function open(review: Review, { number, type, scope, rowIds, told }: Opened, key: string): void {
  const about = { ...(scope && { scope }), rowIds };
  review.issues.set(number, { number, type, key, ...about, status: "OPEN", decided: undefined });
  review.openIssues++;
  review.finalized = undefined;
  if (scope === "file") review.fileIssues.push(number);
  if (told) set(review, number, "RESOLVED", firstStands(rowIds));
  if (type === "DUPLICATE_EMAIL") {
    review.duplicates.set(key, number);
    return;
  }
  if (type === "DUPLICATE_DIFFERS") {
    review.differences.set(key, number);
    return;
  }
  for (const rowId of rowIds) {
    const numbers = review.rowIssues.get(rowId);
    if (numbers) numbers.push(number);
    else review.rowIssues.set(rowId, [number]);
  }
}

/** How a difference that is told is settled. */
export const firstStands = (rowIds: number[]): Decided => ({
  action: "choose",
  chosenRowId: rowIds[0]!,
  byDefault: true,
});

function set(
  review: Review,
  number: number,
  status: ReviewIssue["status"],
  decided: Decided | undefined,
): void {
  const issue = review.issues.get(number)!;
  review.openIssues += Number(status === "OPEN") - Number(issue.status === "OPEN");
  if (status === "OPEN") review.finalized = undefined;
  issue.status = status;
  issue.decided = decided;
}
