/** Values that somebody typed into a row, whether or not an issue asks for them. */
import { cleanText } from "@rollcall/contacts";
import {
  at,
  byKey,
  entriesOf,
  hasKey,
  keysOf,
  laidOver,
  type RowValues,
  valueAt,
} from "@rollcall/contracts";
import { checkNames, checkTyped, cleaned } from "./check_change.ts";
import type { Deciding } from "./deciding.ts";
import { type DirectEffects, refuse, type Refused } from "./direct_effects.ts";
import type { Review } from "./review.ts";
import { editing, type NewValues } from "./row_change_effects.ts";
import type { Rows } from "./rows.ts";

export interface EditedRow {
  type: "edit row";
  rowId: number;
  values: RowValues;
  /** values that the user saw; if one has changed since, nothing is changed */
  seen?: RowValues | undefined;
  batchId: string;
}

/** @param also new values by row id: what was typed and is there already, but would not stay */
export function* typeValues(
  jobId: string,
  review: Review,
  rows: Rows,
  { rowId, values: typed, seen, batchId }: EditedRow,
  also: ReadonlyMap<number, RowValues>,
): Deciding<DirectEffects | Refused> {
  if (rowId > rows.count) return refuse(404, "NOT_FOUND", "There is no such row.");
  const values = cleaned(typed);
  const unknown = checkNames(rows, [...keysOf(values), ...seen ? keysOf(seen) : []]);
  if (unknown) return unknown;
  yield* rows.need([rowId]);
  const before = rows.values(rowId);
  // Values that are already there are a retry after a lost answer.
  const change = byKey(entriesOf(values).filter(([key, value]) => valueAt(before, key) !== value));
  const field = seen &&
    keysOf(seen).find((key) =>
      (hasKey(change, key) || !hasKey(values, key)) && isOther(seen, before, key)
    );
  if (field !== undefined) return { ...changedSince(valueAt(before, field)), field };
  const wrong = checkTyped(before, change);
  if (wrong) return wrong;
  const further = also.get(rowId);
  const all = further ? laidOver(further, change) : change;
  const edits = keysOf(all).length ? [newValues(rows, rowId, before, all)] : [];
  return editing(jobId, review, { batchId, operation: null, edits });
}

/** @param before the row's values @param change those that it gets */
export function newValues(
  rows: Rows,
  rowId: number,
  before: RowValues,
  change: RowValues,
): NewValues {
  const phone = hasKey(change, "phone") ? rows.phone(laidOver(before, change)) : undefined;
  return { rowId, values: change, ...(phone !== undefined && { phone }) };
}

const isOther = (seen: RowValues, before: RowValues, key: string): boolean =>
  hasKey(seen, key) && cleanText(at(seen, key)!) !== valueAt(before, key);

function changedSince(value: string): Refused {
  const says = value === "" ? "is empty" : `says "${value}"`;
  const detail = `It was changed since you saw it, and ${says} now; look at it, then type again.`;
  return refuse(409, "CHANGED_SINCE", detail);
}
