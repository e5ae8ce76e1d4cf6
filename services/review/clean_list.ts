/**
 * The clean list: for each address the decision where there was one, else its first standing row.
 * Rows that were kept without an address stand for themselves. What names the same person as a row
 * that stands went into it, and fills in what that lacks; what is neither on the list nor in a row of
 * it is left out.
 */
import { keysOf } from "@rollcall/contracts";
import { editsOf } from "./edits.ts";
import { isStanding } from "./groups.ts";
import type { Review, ReviewIssue } from "./review.ts";
import type { Rows } from "./rows.ts";
import { type Fill, fillOf } from "./same_person.ts";

export interface CleanList {
  /** ascending */
  rowIds: number[];
  /** in the order of the rows that stand */
  merges: Merge[];
}

/** Rows that went into one that stands. */
export interface Merge {
  rowId: number;
  /** ascending */
  rowIds: number[];
  fill: Fill | undefined;
}

/** Where a row that is not on the list went, and by which decision; by none where it came later. */
interface Way {
  to: number;
  issue: ReviewIssue | undefined;
}

/** Every issue must be settled. @throws RowsNeeded where values are missing to fill in */
export function cleanList(review: Review, rows: Rows): CleanList {
  const firsts = new Map<string, number>();
  const ways = new Map<number, Way>();
  const list: number[] = [];
  for (let rowId = 1; rowId <= rows.count; rowId++) {
    if (!isStanding(review, rowId)) continue;
    const key = rows.key(rowId);
    if (key === null) {
      list.push(rowId);
      continue;
    }
    const issue = decisionOn(review, key);
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, rowId);
    if (issue ? judge(issue, rowId) : first === undefined) list.push(rowId);
    else {
      const to = issue ? mergedInto(issue) : first;
      if (to !== undefined) ways.set(rowId, { to, issue });
    }
  }
  // Of a job from before, rows that repeat another are left out, as they were.
  if (rows.index.samePerson === null) return { rowIds: list, merges: [] };
  return { rowIds: list, merges: mergesOf(review, rows, list, ways) };
}

/** The decision that says which rows of an address stand; an edit leaves that to their order. */
function decisionOn(review: Review, key: string): ReviewIssue | undefined {
  for (const numbers of [review.duplicates, review.differences]) {
    const number = numbers.get(key);
    const issue = number === undefined ? undefined : review.issues.get(number)!;
    if (issue?.status === "RESOLVED" && issue.decided!.action !== "edit") return issue;
  }
  return undefined;
}

/** Whether the decision keeps this row. */
function judge({ decided }: ReviewIssue, rowId: number): boolean {
  const { action, chosenRowId } = decided!;
  return action === "keep" || rowId === chosenRowId;
}

/** Where the other rows went; undefined where they are left out. */
function mergedInto({ type, decided }: ReviewIssue): number | undefined {
  const { action, chosenRowId } = decided!;
  return action === "merge" || type === "DUPLICATE_DIFFERS" ? chosenRowId : undefined;
}

/** Rows that went into one, and those of them that name the same person. */
interface Gathered {
  rowIds: number[];
  ofPerson: number[];
  /** keys whose value somebody decided */
  settled: Set<string>;
}

function mergesOf(
  review: Review,
  rows: Rows,
  list: number[],
  ways: ReadonlyMap<number, Way>,
): Merge[] {
  const gathered = new Map<number, Gathered>();
  const listed = new Set(list);
  for (const rowId of ways.keys()) {
    // A merged row that a typed address took to another one may have gone into that.
    let at = rowId, isSamePerson = true;
    const settled: string[] = [];
    for (let way = ways.get(at); way; way = ways.get(at)) {
      at = way.to;
      if (way.issue?.type === "DUPLICATE_EMAIL") isSamePerson = false;
      if (!ways.has(at)) settled.push(...settledBy(review, way.issue));
    }
    if (!listed.has(at)) continue;
    const into = gathered.get(at) ?? { rowIds: [], ofPerson: [], settled: new Set() };
    gathered.set(at, into);
    into.rowIds.push(rowId);
    if (isSamePerson) into.ofPerson.push(rowId);
    settled.forEach((key) => into.settled.add(key));
  }
  const all = [...gathered].sort(([a], [b]) => a - b);
  rows.need(all.flatMap(([rowId, { ofPerson }]) => ofPerson.length ? [rowId, ...ofPerson] : []));
  return all.map(([rowId, { rowIds, ofPerson, settled }]) => {
    const fill = ofPerson.length ? fillOf(rows, rowId, ofPerson, settled) : undefined;
    return { rowId, rowIds, fill };
  });
}

function settledBy(review: Review, issue: ReviewIssue | undefined): string[] {
  if (issue?.decided?.action !== "merge") return [];
  return editsOf(review.edits, issue.number).flatMap(({ values }) => keysOf(values));
}
