/**
 * Excludes any rows, and brings excluded ones back: those that were excluded here take part again, and
 * where a decision on an issue excluded a row, that decision is undone, so that the issue is open again.
 */
import { parseRowSet } from "@rollcall/contracts";
import type { Deciding } from "./deciding.ts";
import { type DirectEffects, refuse, type Refused, reopening } from "./direct_effects.ts";
import { isFileLeftOut } from "./file_answers.ts";
import { isStanding, membersOf, rowsOfChosen } from "./groups.ts";
import type { Review, ReviewIssue } from "./review.ts";
import { setting } from "./row_change_effects.ts";
import type { Rows } from "./rows.ts";

export interface RowSetCommand {
  type: "exclude rows" | "bring back rows";
  /** a row set; rows that the job does not have are passed over */
  rowIds: string;
  batchId: string;
}

export function excludeRows(
  jobId: string,
  review: Review,
  rows: Rows,
  { rowIds, batchId }: RowSetCommand,
): DirectEffects {
  const out = isFileLeftOut(review)
    ? []
    : idsIn(rowIds, rows.count).filter((rowId) =>
      !review.excluded.has(rowId) && !skips(review, rowId).length
    );
  return {
    outcome: "effects",
    facts: setting(jobId, review, "RowsExcluded", batchId, out),
    issueCount: 0,
    touched: out,
    touchesAll: false,
    changed: { rows: out.length, refused: 0, batchId: out.length ? batchId : null },
  };
}

export function* bringBackRows(
  jobId: string,
  review: Review,
  rows: Rows,
  { rowIds, batchId }: RowSetCommand,
): Deciding<DirectEffects | Refused> {
  if (isFileLeftOut(review)) return refuse(409, "FILE_EXCLUDED", FILE_EXCLUDED);
  const ids = idsIn(rowIds, rows.count);
  const byHand = ids.filter((rowId) => review.excluded.has(rowId));
  const decisions = yield* decisionsAgainst(review, rows, ids, byHand);
  const numbers = [...new Set([...decisions.values()].flat())];
  const undone = numbers.length ? reopening(jobId, review, numbers) : undefined;
  return {
    outcome: "effects",
    facts: [
      ...undone?.facts ?? [],
      ...setting(jobId, review, "RowsBroughtBack", batchId, byHand),
    ],
    issueCount: undone?.issueCount ?? 0,
    touched: [...undone?.touched ?? [], ...byHand],
    touchesAll: undone?.touchesAll ?? false,
    changed: {
      rows: new Set([...byHand, ...decisions.keys()]).size,
      refused: 0,
      batchId: byHand.length ? batchId : null,
    },
  };
}

const FILE_EXCLUDED = "Every row is excluded, as the issue about the whole file was resolved so; " +
  "undo that decision.";

/** The rows of a set that the job has, ascending. */
export function idsIn(set: string, count: number): number[] {
  const ids: number[] = [];
  for (const [first, last] of parseRowSet(set)) {
    for (let id = first; id <= Math.min(last, count); id++) ids.push(id);
  }
  return ids;
}

/**
 * By row: the issues whose decisions exclude it.
 * @param byHand those of the rows that come back by themselves; what follows from that is looked up too
 */
function* decisionsAgainst(
  review: Review,
  rows: Rows,
  ids: number[],
  byHand: number[],
): Deciding<Map<number, number[]>> {
  const found = new Map<number, number[]>();
  const asked: { rowId: number; key: string }[] = [];
  for (const rowId of ids) {
    const skipped = skips(review, rowId);
    if (skipped.length) found.set(rowId, skipped);
    const key = isStanding(review, rowId) ? rows.key(rowId) : null;
    if (key !== null && answersOn(review, key).length) asked.push({ rowId, key });
  }
  const keys = [...asked.map(({ key }) => key), ...byHand.flatMap((id) => rows.key(id) ?? [])];
  const members = membersOf(review, rows, new Set(keys));
  // Whoever was chosen is compared with, too, wherever that row is by now.
  const chosen = asked.flatMap(({ key }) =>
    answersOn(review, key).flatMap(({ decided }) => decided!.chosenRowId ?? [])
  );
  yield* rows.need(new Set([...byHand, ...chosen, ...[...members.values()].flat()]));
  for (const { rowId, key } of asked) {
    const against = answersOn(review, key)
      .filter((issue) => leavesOut(review, rows, issue, rowId, members.get(key)!));
    if (against.length) found.set(rowId, against.map(({ number }) => number));
  }
  return found;
}

/** Issues about the row alone that were answered by excluding it. */
function skips({ rowIssues, issues }: Review, rowId: number): number[] {
  return (rowIssues.get(rowId) ?? []).filter((number) => {
    const { status, decided } = issues.get(number)!;
    return status === "RESOLVED" && decided!.action === "skip";
  });
}

/** The answered issues about the rows of an address. */
function answersOn({ duplicates, differences, issues }: Review, key: string): ReviewIssue[] {
  return [duplicates.get(key), differences.get(key)].flatMap((number) => {
    const issue = number === undefined ? undefined : issues.get(number);
    return issue?.status === "RESOLVED" ? [issue] : [];
  });
}

/** Rows of one person are merged; those of others are excluded where one is chosen. */
function leavesOut(
  review: Review,
  rows: Rows,
  issue: ReviewIssue,
  rowId: number,
  members: number[],
): boolean {
  const { action } = issue.decided!;
  if (action === "skip") return true;
  return action === "choose" && issue.type === "DUPLICATE_EMAIL" &&
    !rowsOfChosen(review, rows, issue, members).includes(rowId);
}
