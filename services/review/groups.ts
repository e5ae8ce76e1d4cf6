/**
 * Who shares an address. A row takes part once nothing is open on it and nobody left it out; where
 * the rows of an address name different people, a person has to decide.
 */
import type { Fact } from "@rollcall/contracts";
import { editsOf } from "./edits.ts";
import { isFileLeftOut } from "./file_answers.ts";
import type { Review, ReviewIssue } from "./review.ts";
import type { Rows } from "./rows.ts";
import { differ } from "./same_person.ts";

type Revised = Extract<Fact, { type: "IssuesRevised" }>["data"]["issues"][number];
type Revision = Omit<Revised, "rowIds"> & { rowIds: number[] };

export interface GroupChanges {
  revised: Revision[];
  /** of the revised: those that an edit made on them settles again */
  resettled: number[];
  /** of the revised, or open again: differences of one person, of which the first row stands */
  told: number[];
  opened: { type: "DUPLICATE_EMAIL" | "DUPLICATE_DIFFERS"; key: string; rowIds: number[] }[];
  /** merges of rows that are no longer all there, or no longer all: they have to be undone */
  broken: number[];
}

/**
 * Whether a row takes part: it had no problem, or each was settled by keeping or editing it, and
 * nobody left out the whole file.
 */
export function isStanding(review: Review, rowId: number): boolean {
  if (isFileLeftOut(review)) return false;
  const numbers = review.rowIssues.get(rowId);
  return numbers === undefined || numbers.every((number) => {
    const { status, decided } = review.issues.get(number)!;
    return status === "WITHDRAWN" || status === "RESOLVED" && decided!.action !== "skip";
  });
}

/** The standing rows of each of these addresses, ascending. */
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
 * What a change of these addresses' rows means for their questions.
 * @param review as it will be once the change is made
 * @throws RowsNeeded where values are missing to tell who is whom
 */
export function regroup(review: Review, rows: Rows, keys: ReadonlySet<string>): GroupChanges {
  const changes: GroupChanges = { revised: [], resettled: [], told: [], opened: [], broken: [] };
  if (!keys.size) return changes;
  const members = membersOf(review, rows, keys);
  rows.need([...members.values()].filter((ids) => ids.length > 1).flat());
  for (const [key, rowIds] of members) {
    const several = rowIds.length > 1 ? rowIds : [];
    const names = new Set(several.map((rowId) => rows.identity(rowId)));
    const state: Group = { review, rows, key, rowIds, changes };
    const isDecided = askWhoIsMeant(state, names.size > 1);
    if (rows.index.samePerson !== null) tellWhatDiffers(state, several, isDecided);
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

/**
 * The question who of several people is meant.
 * @returns whether it is asked, or was answered: then they are not one person's rows
 */
function askWhoIsMeant({ review, rows, key, rowIds, changes }: Group, differ: boolean): boolean {
  const told = issueOf(review, review.differences, key);
  const issue = issueOf(review, review.duplicates, key);
  if (issue?.decided?.action === "merge") {
    if (!isWhole(review, rows, issue, rowIds)) changes.broken.push(issue.number);
    return true;
  }
  // Whoever merged the rows of one person may have given it another name.
  if (told?.decided?.action === "merge" && !isAsked(issue)) return false;
  if (!issue) {
    if (differ) changes.opened.push({ type: "DUPLICATE_EMAIL", key, rowIds });
    return differ;
  }
  const revision = revise(review, issue, rowIds, differ, true);
  if (revision) changes.revised.push(revision);
  const resettled = revision?.status === "OPEN" && !differ;
  if (resettled) changes.resettled.push(issue.number);
  return differ || !revision && isAsked(issue);
}

/** What rows of one person say otherwise. @param rowIds none where nothing can differ */
function tellWhatDiffers(
  { review, rows, key, rowIds: members, changes }: Group,
  rowIds: number[],
  isDecided: boolean,
): void {
  const issue = issueOf(review, review.differences, key);
  if (issue?.decided?.action === "merge") {
    if (isDecided || !isWhole(review, rows, issue, members)) changes.broken.push(issue.number);
    return;
  }
  const differs = !isDecided && differ(rows, rowIds);
  if (!issue) {
    if (differs) changes.opened.push({ type: "DUPLICATE_DIFFERS", key, rowIds });
    return;
  }
  const keepsDecision = !isDecided && !issue.decided?.byDefault;
  const revision = revise(review, issue, members, differs, keepsDecision);
  if (revision) changes.revised.push(revision);
  if (revision?.status === "OPEN" && !differs) changes.resettled.push(issue.number);
  const isOpen = (revision ?? issue).status === "OPEN";
  if (differs && isOpen && rows.index.samePerson === "first") changes.told.push(issue.number);
}

function issueOf(review: Review, numbers: ReadonlyMap<string, number>, key: string) {
  const number = numbers.get(key);
  return number === undefined ? undefined : review.issues.get(number);
}

/** Whether a question stands, or was answered by more than an edit that made the rows agree. */
const isAsked = (issue: ReviewIssue | undefined): boolean =>
  issue?.status === "OPEN" || issue?.status === "RESOLVED" && issue.decided!.action !== "edit";

/** A merged row that a typed address took elsewhere is one of them still. */
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
 * What a change of its rows makes of an issue.
 * @param differ whether there is something to ask
 * @param keepsDecision whether a decision stays where there is nothing to ask any more
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
  // The edit is how the rows came to agree: it stays in sight, so that it can be taken back.
  if (byEdit) return undefined;
  if (editsOf(review.edits, number).length > 0) return { number, rowIds, status: "OPEN" };
  if (status === "WITHDRAWN") return undefined;
  if (status === "RESOLVED" && same && keepsDecision) return undefined;
  return { number, rowIds, status: "WITHDRAWN" };
}

const areSame = (one: number[], other: number[]) =>
  one.length === other.length && one.every((rowId, i) => rowId === other[i]);
