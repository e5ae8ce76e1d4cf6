/**
 * Groups of rows that share an address. A row is active once it has no open issue and is not
 * excluded; if the active rows of an address name different people, the user has to decide.
 */
import type { Fact } from "@rollcall/contracts";
import type { Deciding } from "./deciding.ts";
import { editsOf } from "./edits.ts";
import { isFileLeftOut } from "./file_answers.ts";
import type { Review, ReviewIssue } from "./review.ts";
import type { Rows } from "./rows.ts";
import { differ } from "./same_person.ts";

type Revised = Extract<Fact, { type: "IssuesRevised" }>["data"]["issues"][number];
type Revision = Omit<Revised, "rowIds"> & { rowIds: number[] };

export interface GroupChanges {
  revised: Revision[];
  /** of the revised: those that an edit made on them resolves again */
  agreeing: number[];
  /** of the revised, or open again: differences of one person that are only warnings */
  told: Told[];
  opened: Opened[];
  /** merges whose rows have changed: they have to be undone */
  broken: number[];
}

/**
 * A difference that is only a warning, and the row that is kept unless somebody decides otherwise.
 */
interface Told {
  number: number;
  standing: number;
}

interface Opened {
  type: "DUPLICATE_EMAIL" | "DUPLICATE_DIFFERS";
  key: string;
  rowIds: number[];
  /** of a difference that is only a warning: the row that is kept */
  standing?: number;
}

/**
 * Whether a row is active: it had no problem, or each was resolved by keeping or editing it, and
 * neither it nor the whole file is excluded.
 */
export function isStanding(review: Review, rowId: number): boolean {
  if (isFileLeftOut(review) || review.excluded.has(rowId)) return false;
  const numbers = review.rowIssues.get(rowId);
  return numbers === undefined || numbers.every((number) => {
    const { status, decided } = review.issues.get(number)!;
    return status === "WITHDRAWN" || status === "RESOLVED" && decided!.action !== "skip";
  });
}

/** The active rows of each of these addresses, ascending. */
export function membersOf(
  review: Review,
  rows: Rows,
  keys: ReadonlySet<string>,
): Map<string, number[]> {
  const members = new Map<string, number[]>([...keys].map((key) => [key, []]));
  for (let rowId = 1; rowId <= rows.count; rowId++) {
    const key = rows.key(rowId);
    if (key !== null && keys.has(key) && isStanding(review, rowId)) members.get(key)!.push(rowId);
  }
  return members;
}

/**
 * What a change of these addresses' rows means for their issues.
 * Needs the values by which people are compared.
 * @param review with the change applied
 */
export function* regroup(
  review: Review,
  rows: Rows,
  keys: ReadonlySet<string>,
): Deciding<GroupChanges> {
  const changes: GroupChanges = { revised: [], agreeing: [], told: [], opened: [], broken: [] };
  if (!keys.size) return changes;
  const members = membersOf(review, rows, keys);
  yield* rows.need([...members.values()].filter((ids) => ids.length > 1).flat());
  for (const [key, rowIds] of members) {
    const several = rowIds.length > 1 ? rowIds : [];
    const names = new Set(several.map((rowId) => rows.identity(rowId)));
    const state: Group = { review, rows, key, rowIds, changes };
    const person = askWhoIsMeant(state, names.size > 1);
    if (rows.index.samePerson !== null) tellWhatDiffers(state, person);
  }
  return changes;
}

interface Group {
  review: Review;
  rows: Rows;
  key: string;
  rowIds: number[];
  changes: GroupChanges;
}

/** Rows of one person, ascending, and which of them is kept by default. */
interface Person {
  rowIds: number[];
  standing: number | undefined;
}

/** No one person: several people are asked about, or were not answered by a choice. */
const NOBODY: Person = { rowIds: [], standing: undefined };

/**
 * The question who of several people is meant.
 * @returns the one person whose rows these are, or who was chosen among them
 */
function askWhoIsMeant({ review, rows, key, rowIds, changes }: Group, differ: boolean): Person {
  const told = issueOf(review, review.differences, key);
  const issue = issueOf(review, review.duplicates, key);
  const all: Person = { rowIds, standing: rowIds[0] };
  if (issue?.decided?.action === "merge") {
    if (!isWhole(review, rows, issue, rowIds)) changes.broken.push(issue.number);
    return NOBODY;
  }
  // A merge of one person's rows may have given it another name.
  if (told?.decided?.action === "merge" && !isAsked(issue)) return all;
  if (!issue) {
    if (differ) changes.opened.push({ type: "DUPLICATE_EMAIL", key, rowIds });
    return differ ? NOBODY : all;
  }
  const revision = revise(review, issue, rowIds, differ, true);
  if (revision) changes.revised.push(revision);
  const agreeing = revision?.status === "OPEN" && !differ;
  if (agreeing) changes.agreeing.push(issue.number);
  if (!revision && issue.status === "RESOLVED" && issue.decided!.action === "choose") {
    return {
      rowIds: rowIds.length > 1 ? rowsOfChosen(review, rows, issue, rowIds) : rowIds,
      standing: issue.decided!.chosenRowId,
    };
  }
  return differ || !revision && isAsked(issue) ? NOBODY : all;
}

/**
 * Those of an address's rows that are the person's who was chosen among several; a merge of them may
 * have given it another name.
 */
export function rowsOfChosen(
  review: Review,
  rows: Rows,
  { key, decided }: ReviewIssue,
  rowIds: number[],
): number[] {
  const chosen = decided!.chosenRowId!;
  const told = issueOf(review, review.differences, key);
  const isMerged = told?.decided?.action === "merge" && told.rowIds.includes(chosen);
  const merged = new Set(isMerged ? told.rowIds : []);
  const person = rows.identity(chosen);
  return rowIds.filter((rowId) => merged.has(rowId) || rows.identity(rowId) === person);
}

/** Differences between the rows of one person. */
function tellWhatDiffers(
  { review, rows, key, rowIds: members, changes }: Group,
  person: Person,
): void {
  const { rowIds, standing } = person;
  const issue = issueOf(review, review.differences, key);
  const isNobody = person === NOBODY;
  if (issue?.decided?.action === "merge") {
    if (isNobody || !isWhole(review, rows, issue, rowIds)) changes.broken.push(issue.number);
    return;
  }
  const differs = rowIds.length > 1 && differ(rows, rowIds);
  if (!issue) {
    if (differs) {
      changes.opened.push({ type: "DUPLICATE_DIFFERS", key, rowIds, standing: standing! });
    }
    return;
  }
  const { number } = issue;
  const isDefault = issue.decided?.byDefault === true;
  const revision =
    revise(review, issue, isNobody ? members : rowIds, differs, !isNobody && !isDefault) ??
      (differs && isDefault && issue.decided!.chosenRowId !== standing
        ? { number, rowIds, status: "OPEN" as const }
        : undefined);
  if (revision) changes.revised.push(revision);
  if (revision?.status === "OPEN" && !differs) changes.agreeing.push(number);
  const isOpen = (revision ?? issue).status === "OPEN";
  if (differs && isOpen && rows.index.samePerson === "first") {
    changes.told.push({ number, standing: standing! });
  }
}

function issueOf(review: Review, numbers: ReadonlyMap<string, number>, key: string) {
  const number = numbers.get(key);
  return number === undefined ? undefined : review.issues.get(number);
}

/** Whether an issue is open, or was resolved by more than an edit that made the rows agree. */
const isAsked = (issue: ReviewIssue | undefined): boolean =>
  issue?.status === "OPEN" || issue?.status === "RESOLVED" && issue.decided!.action !== "edit";

/** A merged row that a typed address moved still belongs to the merge. */
function isWhole(
  review: Review,
  rows: Rows,
  { key, rowIds, decided }: ReviewIssue,
  members: number[],
): boolean {
  const merged = decided!.chosenRowId!;
  const isElsewhere = rows.key(merged) !== key && isStanding(review, merged);
  return areSame(isElsewhere ? [...members, merged].sort((a, b) => a - b) : members, rowIds);
}

/**
 * Updates an issue after a change of its rows.
 * @param differ whether the rows still differ
 * @param keepsDecision whether a decision stays even if they no longer do
 */
function revise(
  review: Review,
  issue: ReviewIssue,
  rowIds: number[],
  differ: boolean,
  keepsDecision: boolean,
): Revision | undefined {
  const { number, status } = issue;
  const same = areSame(rowIds, issue.rowIds);
  const byEdit = status === "RESOLVED" && issue.decided!.action === "edit";
  if (differ) {
    if (same && status !== "WITHDRAWN" && !byEdit) return undefined;
    return { number, rowIds, status: "OPEN" };
  }
  // The edit made the rows agree: keep it visible, so that it can be undone.
  if (byEdit) return undefined;
  if (editsOf(review.edits, number).length > 0) return { number, rowIds, status: "OPEN" };
  if (status === "WITHDRAWN") return undefined;
  if (status === "RESOLVED" && same && keepsDecision) return undefined;
  return { number, rowIds, status: "WITHDRAWN" };
}

const areSame = (one: number[], other: number[]) =>
  one.length === other.length && one.every((rowId, i) => rowId === other[i]);
