/**
 * The state of a review: its issues, the decisions on them and their edits. `evolve` folds events
 * in place, because a review may have thousands of issues; copy it first to try something out.
 */
import { SAME_PERSON } from "@rollcall/contacts";
import {
  type Fact,
  type IssueKind,
  type RecordedEvent,
  resolutionsIn,
  rowIdsOf,
} from "@rollcall/contracts";
import { addEdit, addEdits, copyEdits, dropEdits, type Edits, editsOf, noEdits } from "./edits.ts";
import { noteChange, noteUndoneChange, ofChange, type RecordedChange } from "./row_changes.ts";

export interface IssueDecision {
  /** log position */
  position: number;
  action: "choose" | "edit" | "merge" | "skip" | "keep" | "use_column";
  chosenRowId?: number | undefined;
  /** for use_column: its index in a row's values */
  column?: number | undefined;
  /** the issue whose decision resolved this one too */
  via?: number | undefined;
  /** the rule that decided, or take_suggestion */
  rule?: string;
  /** shared by all issues that one command resolved by a rule */
  batchId?: string;
  /** resolved by default: the first row is used until a decision says otherwise */
  byDefault?: true;
}

export interface ReviewIssue {
  number: number;
  type: IssueKind;
  /** the key by which duplicates are found, row-N without an address, or file */
  key: string;
  /** file: about all rows, without listing any */
  scope?: "file";
  rowIds: number[];
  /** WITHDRAWN: obsolete, unless a later change brings it back */
  status: "OPEN" | "RESOLVED" | "WITHDRAWN";
  decided: IssueDecision | undefined;
  /** positions of the newest undo of a decision on it, and of that decision; 0 if there is none */
  undoneAt: number;
  undoneOf: number;
}

export interface Review {
  /** of the review's stream */
  version: number;
  /** log position of the stream's newest event */
  position: number;
  /** true once every issue has been opened */
  ready: boolean;
  issues: Map<number, ReviewIssue>;
  /** the issues about the whole file, at most one per field */
  fileIssues: number[];
  /** the issues of a row that are not about duplicates */
  rowIssues: Map<number, number[]>;
  /** the duplicate issue of an address */
  duplicates: Map<string, number>;
  /** the issue about differing rows of one person, by address */
  differences: Map<string, number>;
  edits: Edits;
  /** changes of rows that no issue asked for, by number, even if they were undone */
  changes: Map<number, RecordedChange>;
  /** rows that such a change excludes */
  excluded: Set<number>;
  /** every batch ever, even if it was undone */
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
    changes: new Map(),
    excluded: new Set(),
    batches: new Set(),
    openIssues: 0,
    finalized: undefined,
    listVersion: 0,
  };
}

/** A copy that can be changed independently. */
export function copyReview(review: Review): Review {
  return {
    ...review,
    issues: new Map([...review.issues].map(([number, issue]) => [number, { ...issue }])),
    fileIssues: [...review.fileIssues],
    rowIssues: new Map([...review.rowIssues].map(([rowId, numbers]) => [rowId, [...numbers]])),
    duplicates: new Map(review.duplicates),
    differences: new Map(review.differences),
    edits: copyEdits(review.edits),
    changes: new Map(review.changes),
    excluded: new Set(review.excluded),
    batches: new Set(review.batches),
  };
}

/** Folds a recorded event into the review. */
export function evolve(review: Review, event: RecordedEvent): Review {
  review.version = event.version;
  review.position = event.position;
  return apply(review, event);
}

/** Folds a fact, recorded or only intended. */
export function apply(review: Review, fact: Fact): Review {
  switch (fact.type) {
    case "IssuesOpened":
      fact.data.issues.forEach((issue, i) => open(review, issue, fact.personal?.keys[i] ?? ""));
      break;
    case "DedupeCompleted":
      review.ready = true;
      break;
    case "IssuesResolved": {
      const { batchId, rule } = fact.data;
      if (batchId !== null) review.batches.add(batchId);
      const byRule = rule !== null && rule !== SAME_PERSON && { rule };
      const how = {
        ...(batchId !== null && { batchId }),
        ...byRule,
        ...(rule === SAME_PERSON && { byDefault: true as const }),
      };
      for (const { number, ...decided } of resolutionsIn(fact.data)) {
        set(review, number, "RESOLVED", { position: review.position, ...decided, ...how });
      }
      for (const edit of fact.personal?.edits ?? []) {
        addEdit(review.edits, { ...edit, ...byRule, position: review.position });
      }
      break;
    }
    case "IssuesReopened": {
      for (const number of rowIdsOf(fact.data.numbers)) {
        noteUndone(review, number);
        set(review, number, "OPEN", undefined);
        if (fact.data.edits === "none") continue;
        const isNewest = fact.data.edits === "newest";
        dropEdits(review.edits, number, isNewest ? editsOf(review.edits, number).length - 1 : 0);
      }
      review.finalized = undefined;
      break;
    }
    case "IssuesRevised":
      for (const { number, rowIds, status } of fact.data.issues) {
        const issue = review.issues.get(number)!;
        issue.rowIds = [...rowIdsOf(rowIds)];
        // An edit stays the newest decision; any other is taken back with its answer.
        const { decided } = issue;
        const isTaken = decided && !decided.byDefault && !isByEdit(decided.action);
        if (isTaken) noteUndone(review, number);
        set(review, number, status, undefined);
      }
      break;
    case "RowsEdited": {
      noteChange(review, fact.data, "edited");
      const number = ofChange(fact.data.number);
      const { position } = review;
      const made = (fact.personal?.edits ?? []).map((edit) => ({ ...edit, number, position }));
      addEdits(review.edits, number, made);
      break;
    }
    case "RowsExcluded":
      noteChange(review, fact.data, "excluded");
      break;
    case "RowsBroughtBack":
      noteChange(review, fact.data, "brought back");
      break;
    case "RowsChangeUndone":
      noteUndoneChange(review, fact.data.number);
      dropEdits(review.edits, ofChange(fact.data.number));
      break;
    case "ReviewRestored":
      review.finalized = undefined;
      break;
    case "RowsMerged":
      // It follows from the decisions, and is only valid for that list.
      break;
    case "JobFinalized":
      review.finalized = { contactCount: fact.data.contactCount };
      review.listVersion = fact.data.listVersion;
      break;
    // These are of other streams.
    case "JobCreated":
    case "UploadKeyUsed":
    case "ParsingStarted":
    case "FileRecognized":
    case "RowsParsed":
    case "ParsingCompleted":
    case "ParsingFailed":
    case "JobFailed":
    case "JobRetried":
    case "JobDeleted":
    case "MappingRemembered":
      break;
    default:
      fact satisfies never;
  }
  return review;
}

/**
 * How many of an issue's edits its newest decision did not make. They were made while the issue stayed
 * open, or before it was asked anew: each is a decision of its own, until it is the newest (ADR 38).
 */
export function earlierEdits({ edits }: Pick<Review, "edits">, issue: ReviewIssue): number {
  const made = editsOf(edits, issue.number).length;
  const { decided } = issue;
  const isTyped = !decided || decided.byDefault || isByEdit(decided.action);
  return isTyped ? Math.max(0, made - 1) : made;
}

/** The position of the decision on an issue that an undo would take back; undefined if there is none. */
export function newestDecision(
  { edits }: Pick<Review, "edits">,
  { number, decided }: ReviewIssue,
): number | undefined {
  if (decided && !decided.byDefault) return decided.position;
  return editsOf(edits, number).at(-1)?.position;
}

/** To be called before an issue's newest decision is taken away. */
function noteUndone(review: Review, number: number): void {
  const issue = review.issues.get(number)!;
  const newest = newestDecision(review, issue);
  if (newest === undefined) return;
  issue.undoneAt = review.position;
  issue.undoneOf = newest;
}

/** Whether a decision lays values over a row. */
const isByEdit = (action: IssueDecision["action"]) => action === "edit" || action === "merge";

type Opened = Extract<Fact, { type: "IssuesOpened" }>["data"]["issues"][number];

function open(review: Review, { number, type, scope, rowIds, told }: Opened, key: string): void {
  const about = { ...(scope && { scope }), rowIds };
  review.issues.set(number, {
    number,
    type,
    key,
    ...about,
    status: "OPEN",
    decided: undefined,
    undoneAt: 0,
    undoneOf: 0,
  });
  review.openIssues++;
  review.finalized = undefined;
  if (scope === "file") review.fileIssues.push(number);
  if (told) set(review, number, "RESOLVED", { position: review.position, ...firstStands(rowIds) });
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

/** The default resolution of a difference. */
export const firstStands = (rowIds: number[]): Omit<IssueDecision, "position"> => ({
  action: "choose",
  chosenRowId: rowIds[0]!,
  byDefault: true,
});

function set(
  review: Review,
  number: number,
  status: ReviewIssue["status"],
  decided: IssueDecision | undefined,
): void {
  const issue = review.issues.get(number)!;
  review.openIssues += Number(status === "OPEN") - Number(issue.status === "OPEN");
  if (status === "OPEN") review.finalized = undefined;
  issue.status = status;
  issue.decided = decided;
}
