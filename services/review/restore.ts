/**
 * Brings a review back to an earlier state, by new events: decisions made since are undone, and
 * those that were undone since are made again. All or nothing. A step back (undo) and forward again
 * (redo) do the same for the moment before or after that step.
 */
import { SAME_PERSON } from "@rollcall/contacts";
import type { Fact, Resolution, Restored, RowValues } from "@rollcall/contracts";
import { type Decided, finalize } from "./decide.ts";
import type { Deciding } from "./deciding.ts";
import {
  asking,
  type RecordedEdit,
  type Refused,
  reopening,
  resolving,
  withdrawing,
} from "./direct_effects.ts";
import { type Edit, editsOf } from "./edits.ts";
import { areSameEdits, type Layer, layersOf, sharedLayers } from "./layers.ts";
import { apply, copyReview, type Review } from "./review.ts";
import { changingAgain, undoing } from "./row_change_effects.ts";
import { ofChange, type RecordedChange } from "./row_changes.ts";
import { type RowIndex, Rows } from "./rows.ts";

/** A moment of a review, and the review as it was then. */
export interface Moment {
  /** log position */
  to: number;
  kind: Restored;
  then: Review;
}

export interface Restoring extends Decided {
  /** decisions and changes of rows that are undone, and those that are made again */
  undone: number;
  redone: number;
  /** what becomes of the clean list */
  list: "made" | "withdrawn" | "same";
  /** the review as it is then */
  review: Review;
}

export function* restore(
  jobId: string,
  review: Review,
  index: RowIndex,
  known: Map<number, RowValues>,
  { to, kind, then }: Moment,
): Deciding<Restoring | Refused> {
  const way = new Way(jobId, review);
  way.go([{ type: "ReviewRestored", data: { jobId, kind, to }, personal: null }]);
  takeBack(way, then);
  ask(way, then);
  decideAgain(way, then);
  ask(way, then);
  resolveWithoutDecision(way, then);
  const { state, facts } = way;
  if (!isSame(state, then)) throw new Error(`job ${jobId} is not as it was at ${to}`);
  const undone = way.undone.size, redone = way.redone.size;
  const hasList = review.finalized !== undefined;
  const isMade = then.finalized !== undefined;
  const isThere = facts.length === 1 && hasList === isMade;
  if (kind === "restore" && isThere) return { ...nothing, facts: [], review };
  if (isMade) {
    const list = yield* finalize(jobId, state, new Rows(index, known, state), false);
    if (list.outcome === "refused") return list;
    way.go(list.facts);
  }
  return {
    outcome: "decided",
    facts,
    issueCount: undone + redone,
    undone,
    redone,
    list: isMade ? "made" : hasList ? "withdrawn" : "same",
    review: state,
  };
}

const nothing = { outcome: "decided", issueCount: 0, undone: 0, redone: 0, list: "same" } as const;

/** A review in the course of being restored, with the facts so far. */
class Way {
  readonly state: Review;
  readonly facts: Fact[] = [];
  /** issues whose decisions are undone, and that are decided again; below 0: changes of rows */
  readonly undone = new Set<number>();
  readonly redone = new Set<number>();

  constructor(readonly jobId: string, review: Review) {
    this.state = copyReview(review);
  }

  go(facts: Fact[]): void {
    for (const fact of facts) apply(this.state, fact);
    this.facts.push(...facts);
  }
}

/** Undoes decisions until the remaining ones are the oldest of that moment, in their order. */
function takeBack(way: Way, then: Review): void {
  const wanted = layersOf(then);
  for (;;) {
    const superfluous = new Set(editsOutOfOrder(way.state, then));
    for (const [number, layers] of layersOf(way.state)) {
      if (sharedLayers(layers, wanted.get(number) ?? []) < layers.length) superfluous.add(number);
    }
    for (const number of changesTooMany(way.state, then)) superfluous.add(ofChange(number));
    if (superfluous.size === 0) return;
    for (const number of superfluous) way.undone.add(number);
    const [changes, issues] = partition([...superfluous], (number) => number < 0);
    for (const number of changes) {
      way.go(undoing(way.jobId, way.state, way.state.changes.get(-number)!).facts);
    }
    if (issues.length) way.go(reopening(way.jobId, way.state, issues).facts);
  }
}

/**
 * Changes of rows that do not hold then; and of those that exclude rows or bring them back, all from
 * the first on that has another place, as of these the last one on a row counts.
 */
function changesTooMany(review: Review, then: Review): number[] {
  const wanted = standing(then), held = standing(review);
  const names = new Set(wanted.map(nameOfChange));
  const inOrder = wanted.filter(({ kind }) => kind !== "edited").map(nameOfChange);
  const setting = held.filter(({ kind }) => kind !== "edited");
  const first = setting.findIndex((change, i) => nameOfChange(change) !== inOrder[i]);
  const misplaced = first < 0 ? [] : setting.slice(first);
  const others = held.filter((change) => !names.has(nameOfChange(change)));
  return [...misplaced, ...others].map(({ number }) => number);
}

const standing = ({ changes }: Review): RecordedChange[] =>
  [...changes.values()].filter(({ isUndone }) => !isUndone);

/** Made again, a change has another number. */
const nameOfChange = ({ batchId, kind }: RecordedChange): string => `${kind} ${batchId}`;

function partition<T>(all: T[], fits: (one: T) => boolean): [T[], T[]] {
  return [all.filter(fits), all.filter((one) => !fits(one))];
}

/**
 * Opens the issues of that moment, about the rows of that moment, and no others: which rows share
 * an address follows from the decisions, and was found then.
 */
function ask(way: Way, then: Review): void {
  const open: number[] = [], over: number[] = [];
  for (const { number, status, rowIds, decided } of way.state.issues.values()) {
    const former = then.issues.get(number);
    if (!former || former.status === "WITHDRAWN") {
      if (status !== "WITHDRAWN") over.push(number);
    } else if (!areSame(rowIds, former.rowIds) || status === "WITHDRAWN") open.push(number);
    else if (former.status === "OPEN" && status !== "OPEN") open.push(number);
    // What an edit has resolved then holds by default now: it is asked before it is resolved so.
    else if (former.decided?.action === "edit" && decided?.byDefault) open.push(number);
  }
  way.go(asking(way.jobId, then, open));
  way.go(withdrawing(way.jobId, over));
}

/** Resolves what was resolved then without a decision of its own. */
function resolveWithoutDecision(way: Way, then: Review): void {
  const [byEdit, byDefault]: [Resolution[], Resolution[]] = [[], []];
  for (const { number, status, decided } of way.state.issues.values()) {
    const former = then.issues.get(number)?.decided;
    if (former?.byDefault) {
      if (decided?.chosenRowId === former.chosenRowId) continue;
      byDefault.push({ number, action: "choose", chosenRowId: former.chosenRowId! });
    } else if (former?.action === "edit" && status === "OPEN") {
      byEdit.push({ number, action: "edit" });
    }
  }
  const { jobId, state } = way;
  way.go(resolving(jobId, state, { resolutions: byEdit }).facts);
  way.go(resolving(jobId, state, { resolutions: byDefault, rule: SAME_PERSON }).facts);
}

/** Issues whose edits apply to a row in another order than then: the later one wins. */
function* editsOutOfOrder(review: Review, then: Review): Generator<number> {
  for (const [rowId, now] of review.edits.ofRow) {
    const wanted = then.edits.ofRow.get(rowId) ?? [];
    const first = now.findIndex((edit, i) => !isSameEdit(review, edit, then, wanted[i]));
    if (first < 0) continue;
    for (const { number } of now.slice(first)) yield number;
  }
}

/** Whether edits of two states are one: those of a change are, whatever its number. */
function isSameEdit(review: Review, edit: Edit, then: Review, other: Edit | undefined): boolean {
  if (!other || edit.number >= 0 || other.number >= 0) return areSameEdits(edit, other);
  const [one, two] = [review.changes.get(-edit.number)!, then.changes.get(-other.number)!];
  return nameOfChange(one) === nameOfChange(two) &&
    areSameEdits({ ...edit, number: 0 }, { ...other, number: 0 });
}

/** Takes the decisions again that held then, in their order. */
function decideAgain(way: Way, then: Review): void {
  const groups = missingIn(way.state, then).map((group) => ({
    position: group[0]![1].position,
    go: () => decideGroup(way, group),
  }));
  const held = new Set(standing(way.state).map(nameOfChange));
  const changes = standing(then).filter((change) => !held.has(nameOfChange(change)))
    .map((change) => ({ position: change.position, go: () => changeAgain(way, then, change) }));
  const all = [...groups, ...changes].sort((one, other) => one.position - other.position);
  for (const { go } of all) go();
}

function changeAgain(way: Way, then: Review, change: RecordedChange): void {
  way.redone.add(ofChange(change.number));
  way.go(changingAgain(way.jobId, way.state, then, change));
}

/** The decisions of one command. */
type Group = [number: number, layer: Layer][];

function missingIn(review: Review, then: Review): Group[] {
  const held = layersOf(review);
  const missing = [...layersOf(then)].flatMap(([number, layers]): Group => {
    return layers.slice(held.get(number)?.length ?? 0).map((layer) => [number, layer]);
  });
  missing.sort(([a, one], [b, other]) => one.position - other.position || a - b);
  const groups = Map.groupBy(missing, ([number, { batchId, position }]) => {
    return batchId ?? `${position}.${number}`;
  });
  return [...groups.values()];
}

function decideGroup(way: Way, group: Group): void {
  const [[, { rule, batchId }]] = group as [Group[number]];
  const resolutions = group.flatMap(([number, { action, chosenRowId, column, also }]) => [
    {
      number,
      action,
      ...(chosenRowId !== undefined && { chosenRowId }),
      ...(column !== undefined && { column }),
    },
    ...also.map((other) => ({ ...other, via: number })),
  ]);
  const edits = group.flatMap(([, { edit }]) => edit ? [recordedEdit(edit)] : []);
  for (const { number } of resolutions) way.redone.add(number);
  way.go(
    resolving(way.jobId, way.state, {
      ...{ resolutions, edits },
      ...(rule !== undefined && { rule }),
      ...(batchId !== undefined && { batchId }),
    }).facts,
  );
}

const areEqualSets = (one: Set<number>, other: Set<number>) =>
  one.size === other.size && one.isSubsetOf(other);

const areSame = (one: number[], other: number[]) =>
  one.length === other.length && one.every((rowId, i) => rowId === other[i]);

function recordedEdit(
  { number, rowId, values, sources, phone }: NonNullable<Layer["edit"]>,
): RecordedEdit {
  return { number, rowId, values, ...(sources && { sources }), ...(phone && { phone }) };
}

/** Whether people see the same: the issues, what was decided on them, and what rows say. */
function isSame(review: Review, then: Review): boolean {
  const changes = [review, then].map((one) => standing(one).map(nameOfChange).sort().join());
  if (changes[0] !== changes[1] || !areEqualSets(review.excluded, then.excluded)) return false;
  const [now, wanted] = [layersOf(review), layersOf(then)];
  for (const [number, issue] of review.issues) {
    const former = then.issues.get(number);
    if (!former) {
      if (issue.status !== "WITHDRAWN") return false;
      continue;
    }
    const [layers, others] = [now.get(number) ?? [], wanted.get(number) ?? []];
    const isLike = issue.status === former.status && layers.length === others.length &&
      sharedLayers(layers, others) === layers.length &&
      editsOf(review.edits, number).length === editsOf(then.edits, number).length &&
      issue.decided?.byDefault === former.decided?.byDefault &&
      (issue.status === "WITHDRAWN" || isAboutTheSame(issue, former));
    if (!isLike) return false;
  }
  return true;
}

type Asked = NonNullable<ReturnType<Review["issues"]["get"]>>;

const isAboutTheSame = (one: Asked, other: Asked) =>
  areSame(one.rowIds, other.rowIds) && one.decided?.chosenRowId === other.decided?.chosenRowId;
