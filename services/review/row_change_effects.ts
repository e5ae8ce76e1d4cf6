/** The effects of changes of rows: of making one, and of taking one back. */
import {
  byKey,
  entriesOf,
  type Fact,
  formatRowSet,
  hasKey,
  rowIdsOf,
  type RowValues,
  sizeOfRowSet,
} from "@rollcall/contracts";
import type { Deciding } from "./deciding.ts";
import type { DirectEffects, Refused } from "./direct_effects.ts";
import { editsOf } from "./edits.ts";
import { inSets } from "./number_sets.ts";
import { apply, copyReview, type Review } from "./review.ts";
import type { Rows } from "./rows.ts";
import { ofChange, type RecordedChange } from "./row_changes.ts";

/** New values of one row. */
export interface NewValues {
  rowId: number;
  values: RowValues;
  /** in E.164, if the values have one that is written otherwise */
  phone?: string;
}

/** Rows per event: an event is folded at once, and every row is work. */
const EVENT_EDITS = 2_000;

/** The change that a batch is, if it is one; made again after an undo, it is the newest of them. */
export function changeOf({ changes }: Review, batchId: string): RecordedChange | undefined {
  return [...changes.values()].findLast((change) => change.batchId === batchId);
}

/** The effects of giving rows new values. @param operation what computed them; null if typed */
export function editing(
  jobId: string,
  review: Review,
  { batchId, operation, edits, refused = 0, adds = [] }: {
    batchId: string;
    operation: string | null;
    /** ascending by row */
    edits: NewValues[];
    refused?: number;
    /** columns that the operation writes to, and that the job does not have yet */
    adds?: string[];
  },
): DirectEffects {
  const number = review.changes.size + 1;
  const added = adds.filter((name) => edits.some(({ values }) => hasKey(values, name)));
  const facts: Fact[] = [];
  for (let before = 0; before < edits.length; before += EVENT_EDITS) {
    const some = edits.slice(before, before + EVENT_EDITS);
    facts.push({
      type: "RowsEdited",
      data: {
        jobId,
        number,
        batchId,
        operation,
        rowIds: formatRowSet(some.map(({ rowId }) => rowId)),
        rowCount: some.length,
        before,
        total: edits.length,
      },
      personal: { edits: some },
    });
  }
  return {
    outcome: "effects",
    facts,
    issueCount: 0,
    touched: edits.map(({ rowId }) => rowId),
    touchesAll: false,
    changed: {
      rows: edits.length,
      refused,
      batchId: edits.length ? batchId : null,
      ...(added.length > 0 && { adds: added }),
    },
  };
}

/** What a command that gives rows new values makes of a review: its own effects, before what follows. */
export type ChangeEffects = (
  review: Review,
  rows: Rows,
  /** new values by row id, which it gives them besides */
  also: ReadonlyMap<number, RowValues>,
) => Deciding<DirectEffects | Refused>;

/** The review as facts leave it, but for the new values that they give rows. */
export function withoutNewValues(review: Review, facts: Fact[]): Review {
  return facts.filter(({ type }) => type !== "RowsEdited").reduce(apply, copyReview(review));
}

/** The new values that some facts give rows and others do not, whatever these say there. */
export function notIn(facts: Fact[], others: Fact[]): [rowId: number, values: RowValues][] {
  const given = new Map(editsIn(facts));
  return editsIn(others).flatMap(([rowId, values]): [number, RowValues][] => {
    const own = given.get(rowId);
    const further = entriesOf(values).filter(([key]) => !own || !hasKey(own, key));
    return further.length ? [[rowId, byKey(further)]] : [];
  });
}

const editsIn = (facts: Fact[]): [rowId: number, values: RowValues][] =>
  facts.flatMap((fact) => fact.type === "RowsEdited" ? fact.personal?.edits ?? [] : [])
    .map(({ rowId, values }) => [rowId, values]);

/** The facts that exclude rows or bring them back. @param rowIds ascending */
export function setting(
  jobId: string,
  review: Review,
  type: "RowsExcluded" | "RowsBroughtBack",
  batchId: string,
  rowIds: number[],
): Fact[] {
  const number = review.changes.size + 1;
  let before = 0;
  return inSets(rowIds, (set): Fact => {
    const rowCount = sizeOfRowSet(set);
    const told = { rowIds: set, rowCount, before, total: rowIds.length };
    before += rowCount;
    return { type, data: { jobId, number, batchId, ...told }, personal: null };
  });
}

/** The facts that make a change again, as it was in another state of the review. */
export function changingAgain(
  jobId: string,
  review: Review,
  then: Review,
  { number, batchId, kind, operation, rowIds }: RecordedChange,
): Fact[] {
  if (kind === "edited") {
    const edits = editsOf(then.edits, ofChange(number)).map(({ rowId, values, phone }) => ({
      rowId,
      values,
      ...(phone !== undefined && { phone }),
    }));
    return editing(jobId, review, { batchId, operation, edits }).facts;
  }
  const type = kind === "excluded" ? "RowsExcluded" : "RowsBroughtBack";
  return setting(jobId, review, type, batchId, rowIds.flatMap((set) => [...rowIdsOf(set)]));
}

/** The effects of taking a change back. */
export function undoing(jobId: string, review: Review, change: RecordedChange): DirectEffects {
  const { number, batchId, kind, rowCount } = change;
  const touched = kind === "edited"
    ? editsOf(review.edits, ofChange(number)).map(({ rowId }) => rowId)
    : change.rowIds.flatMap((set) => [...rowIdsOf(set)]);
  return {
    outcome: "effects",
    facts: [{
      type: "RowsChangeUndone",
      data: { jobId, number, batchId, change: kind, rowCount },
      personal: null,
    }],
    issueCount: 0,
    touched,
    touchesAll: false,
    changed: { rows: rowCount, refused: 0, batchId: null },
  };
}
