/**
 * Who shares an address. A row takes part once nothing is open on it and nobody left it out; where
 * the rows of an address name different people, a person has to decide.
 */
import type { Fact } from "@rollcall/contracts";
import { editsOf } from "./edits.ts";
import { isFileLeftOut } from "./file_answers.ts";
import type { Review, ReviewIssue } from "./review.ts";
import type { Rows } from "./rows.ts";

type Revised = Extract<Fact, { type: "IssuesRevised" }>["data"]["issues"][number];
type Revision = Omit<Revised, "rowIds"> & { rowIds: number[] };

export interface GroupChanges {
  revised: Revision[];
  /** of the revised: those that an edit made on them settles again */
  resettled: number[];
  opened: { key: string; rowIds: number[] }[];
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
  const changes: GroupChanges = { revised: [], resettled: [], opened: [], broken: [] };
  if (!keys.size) return changes;
  const members = membersOf(review, rows, keys);
  rows.need([...members.values()].filter((ids) => ids.length > 1).flat());
  for (const [key, rowIds] of members) {
    const number = review.duplicates.get(key);
    const issue = number === undefined ? undefined : review.issues.get(number);
    if (issue?.decided?.action === "merge") {
      if (!isWhole(review, rows, issue, rowIds)) changes.broken.push(issue.number);
      continue;
    }
    const differ = new Set(rowIds.map((rowId) => rowIds.length > 1 ? rows.identity(rowId) : ""));
    if (!issue) {
      if (differ.size > 1) changes.opened.push({ key, rowIds });
      continue;
    }
    const revision = revise(
      issue,
      rowIds,
      differ.size > 1,
      editsOf(review.edits, number!).length > 0,
    );
    if (revision) changes.revised.push(revision);
    if (revision?.status === "OPEN" && differ.size < 2) changes.resettled.push(issue.number);
  }
  return changes;
}

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

function revise(
  issue: ReviewIssue,
  rowIds: number[],
  differ: boolean,
  isEdited: boolean,
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
  if (isEdited) return { number, rowIds, status: "OPEN" };
  if (status === "WITHDRAWN" || status === "RESOLVED" && same) return undefined;
  return { number, rowIds, status: "WITHDRAWN" };
}

const areSame = (one: number[], other: number[]) =>
  one.length === other.length && one.every((rowId, i) => rowId === other[i]);
