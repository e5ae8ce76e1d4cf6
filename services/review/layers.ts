/**
 * The decisions on each issue as a pile (ADR 38), in a form in which two states of a review can be
 * compared: what was decided, not when.
 */
import { at, type ByKey, byKey, entriesOf, keysOf } from "@rollcall/contracts";
import { type Edit, editsOf } from "./edits.ts";
import { earlierEdits, type IssueDecision, type Review, type ReviewIssue } from "./review.ts";

/** One decision on an issue. */
export interface Layer {
  /** the log position of its event, by which decisions have their order */
  position: number;
  action: IssueDecision["action"];
  chosenRowId?: number | undefined;
  column?: number | undefined;
  rule?: string | undefined;
  batchId?: string | undefined;
  /** of an edit or a merge */
  edit?: Edit;
  /** the issues that it resolved too */
  also: Also[];
}

interface Also {
  number: number;
  action: IssueDecision["action"];
}

/** The decisions on each issue that hold, the newest last; without those that hold by default. */
export function layersOf(review: Review): Map<number, Layer[]> {
  const also = new Map<number, Also[]>();
  for (const { number, decided } of review.issues.values()) {
    if (decided?.via === undefined) continue;
    const others = also.get(decided.via);
    const own = { number, action: decided.action };
    if (others) others.push(own);
    else also.set(decided.via, [own]);
  }
  const layers = new Map<number, Layer[]>();
  for (const issue of review.issues.values()) {
    const own = layersOn(review, issue, also.get(issue.number) ?? []);
    if (own.length) layers.set(issue.number, own);
  }
  return layers;
}

function layersOn(review: Review, issue: ReviewIssue, also: Also[]): Layer[] {
  const { number, decided } = issue;
  const edits = editsOf(review.edits, number);
  const isOwn = decided !== undefined && !decided.byDefault && decided.via === undefined;
  const isPlain = isOwn && decided.action !== "edit";
  const lower = isPlain ? edits.slice(0, earlierEdits(review, issue)) : edits;
  const layers = lower.map((edit): Layer => ({
    position: edit.position,
    action: "edit",
    rule: edit.rule,
    edit,
    also: [],
  }));
  if (isPlain) {
    const [edit] = edits.slice(lower.length);
    const { position, action, chosenRowId, column, rule, batchId } = decided;
    layers.push({
      ...{ position, action, chosenRowId, column, rule, batchId, also: [] },
      ...(edit && { edit }),
    });
  }
  const top = layers.at(-1);
  if (top) Object.assign(top, { also, ...(isOwn && { batchId: decided.batchId }) });
  return layers;
}

/** How many decisions, from the first on, two piles have in common. */
export function sharedLayers(one: readonly Layer[], other: readonly Layer[]): number {
  const end = one.findIndex((layer, i) => !other[i] || !areSame(layer, other[i]));
  return end < 0 ? one.length : end;
}

function areSame(one: Layer, other: Layer): boolean {
  return one.action === other.action && one.chosenRowId === other.chosenRowId &&
    one.column === other.column && one.rule === other.rule && one.batchId === other.batchId &&
    areAlso(one.also, other.also) && areSameEdits(one.edit, other.edit);
}

const areAlso = (one: Also[], other: Also[]) =>
  one.length === other.length &&
  one.every(({ number, action }, i) => number === other[i]!.number && action === other[i]!.action);

/** Whether two edits lay the same values over the same row, for the same issue. */
export function areSameEdits(one: Edit | undefined, other: Edit | undefined): boolean {
  if (!one || !other) return one === other;
  return one.number === other.number && one.rowId === other.rowId &&
    areEqual(one.values, other.values) &&
    areEqual(one.sources ?? NO_SOURCES, other.sources ?? NO_SOURCES);
}

const NO_SOURCES = byKey<number>({});

function areEqual(one: ByKey<unknown>, other: ByKey<unknown>): boolean {
  return keysOf(one).length === keysOf(other).length &&
    entriesOf(one).every(([name, value]) => at(other, name) === value);
}
