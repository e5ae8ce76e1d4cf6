/**
 * Who shares an address. A row takes part once nothing is open on it and nobody left it out; where
 * the rows of an address name different people, a person has to decide.
 */
import type { Fact } from "@rollcall/contracts";
import type { Review, ReviewIssue } from "./review.ts";
import type { Rows } from "./rows.ts";

type Revision = Extract<Fact, { type: "IssuesRevised" }>["data"]["issues"][number];

export interface GroupChanges {
  revised: Revision[];
  /** of the revised: those that an edit made on them settles again */
  resettled: number[];
  opened: { key: string; rowIds: number[] }[];
}

/** Whether a row takes part: it had no problem, or each was settled by keeping or editing it. */
export function isStanding(review: Review, rowId: number): boolean {
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
  emails: ReadonlySet<string>,
): Map<string, number[]> {
  const members = new Map<string, number[]>([...emails].map((email) => [email, []]));
  for (let rowId = 1; rowId <= rows.count; rowId++) {
    const email = rows.email(rowId);
    if (email !== null && emails.has(email) && isStanding(review, rowId)) {
      members.get(email)!.push(rowId);
    }
  }
  return members;
}

/**
 * What a change of these addresses' rows means for their questions.
 * @param review as it will be once the change is made
 * @throws RowsNeeded where values are missing to tell who is whom
 */
export function regroup(review: Review, rows: Rows, emails: ReadonlySet<string>): GroupChanges {
  const changes: GroupChanges = { revised: [], resettled: [], opened: [] };
  if (!emails.size) return changes;
  const members = membersOf(review, rows, emails);
  rows.need([...members.values()].filter((ids) => ids.length > 1).flat());
  for (const [key, rowIds] of members) {
    const differ = new Set(rowIds.map((rowId) => rowIds.length > 1 ? rows.identity(rowId) : ""));
    const number = review.duplicates.get(key);
    if (number === undefined) {
      if (differ.size > 1) changes.opened.push({ key, rowIds });
      continue;
    }
    const isEdited = review.edits.some((edit) => edit.number === number);
    const revision = revise(review.issues.get(number)!, rowIds, differ.size > 1, isEdited);
    if (revision) changes.revised.push(revision);
    if (revision?.status === "OPEN" && differ.size < 2) changes.resettled.push(number);
  }
  return changes;
}

function revise(
  issue: ReviewIssue,
  rowIds: number[],
  differ: boolean,
  isEdited: boolean,
): Revision | undefined {
  const { number, status } = issue;
  const same = rowIds.length === issue.rowIds.length &&
    rowIds.every((rowId, i) => rowId === issue.rowIds[i]);
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
