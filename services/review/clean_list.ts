/**
 * Builds the clean list: for each address what was decided, else its first active row. Rows kept
 * without an address are contacts of their own. Rows that name the same person as a listed row, or
 * were merged with it, go into it and fill in its missing values. All other rows are excluded.
 */
import { keysOf } from "@rollcall/contracts";
import type { Deciding } from "./deciding.ts";
import { editsOf } from "./edits.ts";
import { isStanding, rowsOfChosen } from "./groups.ts";
import type { Review, ReviewIssue } from "./review.ts";
import type { Rows } from "./rows.ts";
import { agrees, type Fill, fillOf, saidBy, type Sayings } from "./same_person.ts";

export interface CleanList {
  /** ascending */
  rowIds: number[];
  /** in the order of the listed rows */
  merges: ListedMerge[];
}

/** Rows that went into a listed row. */
export interface ListedMerge {
  rowId: number;
  /** ascending */
  rowIds: number[];
  fill: Fill | undefined;
}

/** Where an unlisted row went, and by which decision; by none if it was added later. */
interface Way {
  to: number;
  issue: ReviewIssue | undefined;
}

/** Every issue must be resolved. Needs the values to compare and to fill in. */
export function* cleanList(review: Review, rows: Rows): Deciding<CleanList> {
  const firsts = new Map<string, number>();
  const ways = new Map<number, Way>();
  const list: number[] = [];
  const ofPeople = new Map<ReviewIssue, number[]>();
  for (let rowId = 1; rowId <= rows.count; rowId++) {
    if (!isStanding(review, rowId)) continue;
    const key = rows.key(rowId);
    if (key === null) {
      list.push(rowId);
      continue;
    }
    const issue = decisionOn(review, key);
    if (issue?.type === "DUPLICATE_EMAIL") {
      const members = ofPeople.get(issue);
      if (members) members.push(rowId);
      else ofPeople.set(issue, [rowId]);
      continue;
    }
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, rowId);
    if (issue ? stands(issue, rowId) : first === undefined) list.push(rowId);
    else {
      const to = issue ? issue.decided!.chosenRowId : first;
      if (to !== undefined) ways.set(rowId, { to, issue });
    }
  }
  const looksInto = rows.index.samePerson !== null;
  // All at once: looking rows up may mean reading all of them.
  if (looksInto) yield* rows.need(comparedRows(ofPeople, ways));
  for (const [issue, rowIds] of ofPeople) {
    if (looksInto) judgePeople(review, issue, rowIds, rows, { list, ways });
    else list.push(...rowIds.filter((rowId) => stands(issue, rowId)));
  }
  list.sort((a, b) => a - b);
  // In old jobs, repeated rows are excluded, as they were then.
  if (!looksInto) return { rowIds: list, merges: [] };
  return { rowIds: list, merges: yield* mergesOf(review, rows, list, ways) };
}

/** The decision on which rows of an address are listed; an edit leaves that to their order. */
function decisionOn(review: Review, key: string): ReviewIssue | undefined {
  for (const numbers of [review.duplicates, review.differences]) {
    const number = numbers.get(key);
    const issue = number === undefined ? undefined : review.issues.get(number)!;
    if (isDecision(issue)) return issue;
  }
  return undefined;
}

const isDecision = (issue: ReviewIssue | undefined): issue is ReviewIssue =>
  issue?.status === "RESOLVED" && issue.decided!.action !== "edit";

/** Whether the decision keeps this row by itself. */
function stands({ decided }: ReviewIssue, rowId: number): boolean {
  const { action, chosenRowId } = decided!;
  return action === "keep" || rowId === chosenRowId;
}

/** Rows whose values are needed to compare people and to fill in. */
function* comparedRows(
  ofPeople: ReadonlyMap<ReviewIssue, number[]>,
  ways: ReadonlyMap<number, Way>,
): Generator<number> {
  for (const [{ decided }, rowIds] of ofPeople) {
    if (decided!.action === "skip") continue;
    yield* rowIds;
    if (decided!.chosenRowId !== undefined) yield decided!.chosenRowId;
  }
  for (const [rowId, { to }] of ways) yield* [rowId, to];
}

interface Judged {
  list: number[];
  ways: Map<number, Way>;
}

/**
 * If several people share an address, the decision is about people: a chosen person gets all rows
 * that name them, and a kept person is one contact, as long as their rows agree.
 */
function judgePeople(
  review: Review,
  issue: ReviewIssue,
  rowIds: number[],
  rows: Rows,
  judged: Judged,
): void {
  const { action, chosenRowId } = issue.decided!;
  if (action === "keep") return keepPeople(issue, rowIds, rows, judged);
  if (action === "choose") return choosePerson(review, issue, rowIds, rows, judged);
  const { list, ways } = judged;
  for (const rowId of rowIds) {
    if (rowId === chosenRowId) list.push(rowId);
    else if (action === "merge") ways.set(rowId, { to: chosenRowId!, issue });
  }
}

/** The row that was chosen stands, unless it was decided otherwise what the person's rows come to. */
function choosePerson(
  review: Review,
  issue: ReviewIssue,
  rowIds: number[],
  rows: Rows,
  { list, ways }: Judged,
): void {
  const person = rowIds.length > 1 ? rowsOfChosen(review, rows, issue, rowIds) : rowIds;
  const number = review.differences.get(issue.key);
  const differences = number === undefined ? undefined : review.issues.get(number)!;
  const decided = isDecision(differences) ? differences : issue;
  const to = decided.decided!.chosenRowId;
  for (const rowId of person) {
    if (stands(decided, rowId)) list.push(rowId);
    else if (to !== undefined) ways.set(rowId, { to, issue: decided });
  }
}

/** The most contacts of one person that a further row is compared with. */
const COMPARED_ROWS = 20;

/** A row goes into the first row of its person that it does not contradict. */
function keepPeople(
  issue: ReviewIssue,
  rowIds: number[],
  rows: Rows,
  { list, ways }: Judged,
): void {
  const people = new Map<string, { rowId: number; told: Sayings }[]>();
  for (const rowId of rowIds) {
    const person = rows.identity(rowId), said = saidBy(rows, rowId);
    const kept = people.get(person) ?? [];
    people.set(person, kept);
    const into = kept.find(({ told }) => agrees(told, said));
    if (into) ways.set(rowId, { to: into.rowId, issue });
    else {
      list.push(rowId);
      if (kept.length < COMPARED_ROWS) kept.push({ rowId, told: said });
    }
  }
}

/** Rows gathered into one. */
interface Gathered {
  /** ascending */
  rowIds: number[];
  /** keys whose value was decided */
  decidedKeys: Set<string>;
}

function* mergesOf(
  review: Review,
  rows: Rows,
  list: number[],
  ways: ReadonlyMap<number, Way>,
): Deciding<ListedMerge[]> {
  const gathered = new Map<number, Gathered>();
  const listed = new Set(list);
  for (const rowId of [...ways.keys()].sort((a, b) => a - b)) {
    // A merged row whose typed address moved it may have gone into another row.
    let at = rowId;
    const decidedKeys: string[] = [];
    for (let way = ways.get(at); way; way = ways.get(at)) {
      at = way.to;
      if (!ways.has(at)) decidedKeys.push(...keysDecidedBy(review, way.issue));
    }
    if (!listed.has(at)) continue;
    const into = gathered.get(at) ?? { rowIds: [], decidedKeys: new Set() };
    gathered.set(at, into);
    into.rowIds.push(rowId);
    decidedKeys.forEach((key) => into.decidedKeys.add(key));
  }
  const all = [...gathered].sort(([a], [b]) => a - b);
  yield* rows.need(all.flatMap(([rowId, { rowIds }]) => [rowId, ...rowIds]));
  return all.map(([rowId, { rowIds, decidedKeys }]) => {
    return { rowId, rowIds, fill: fillOf(rows, rowId, rowIds, decidedKeys) };
  });
}

function keysDecidedBy(review: Review, issue: ReviewIssue | undefined): string[] {
  if (issue?.decided?.action !== "merge") return [];
  // Edits before it were decisions of their own.
  return editsOf(review.edits, issue.number).slice(-1).flatMap(({ values }) => keysOf(values));
}
