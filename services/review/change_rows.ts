/**
 * Changes many rows by one operation: one change, which is previewed and undone as a whole. Rows of
 * which it would make something wrong stay as they are, and are counted.
 */
import { changeBy, columnsOf, type Operation } from "@rollcall/contacts";
import { keysOf, valuesOf } from "@rollcall/contracts";
import { checkNames, checkTyped } from "./check_change.ts";
import { type DirectEffects, refuse, type Refused } from "./direct_effects.ts";
import { idsIn } from "./exclude_rows.ts";
import type { Review } from "./review.ts";
import { editing, type NewValues } from "./row_change_effects.ts";
import type { Rows } from "./rows.ts";
import { newValues } from "./type_values.ts";

export interface ChangeCommand {
  type: "change rows";
  /** a row set; rows that the job does not have are passed over */
  rowIds: string;
  operation: Operation;
  batchId: string;
}

/** Rows that one change may edit: each is a line for whoever reads it. */
const CHANGED_ROWS = 50_000;
/** As for a typed value. */
const VALUE_CHARS = 10_000;

/** @throws RowsNeeded */
export function changeRows(
  jobId: string,
  review: Review,
  rows: Rows,
  { rowIds, operation, batchId }: ChangeCommand,
): DirectEffects | Refused {
  const unknown = checkNames(rows, columnsOf(operation));
  if (unknown) return unknown;
  const ids = idsIn(rowIds, rows.count);
  // All at once: looking rows up may mean reading all of them.
  rows.need(ids);
  const change = changeBy(operation, (values, region) => rows.phone(values, region));
  const edits: NewValues[] = [];
  let refused = 0;
  for (const rowId of ids) {
    const before = rows.values(rowId);
    const values = change(before);
    if (!keysOf(values).length) continue;
    const isTooLong = valuesOf(values).some((value) => value.length > VALUE_CHARS);
    if (isTooLong || checkTyped(before, values)) refused++;
    else edits.push(newValues(rows, rowId, before, values));
  }
  if (edits.length > CHANGED_ROWS) return refuse(422, "TOO_MANY_ROWS", tooMany(edits.length));
  return editing(jobId, review, { batchId, operation: operation.do, edits, refused });
}

function tooMany(rows: number): string {
  const format = (n: number) => n.toLocaleString("en-US");
  return `This would change ${format(rows)} rows, and ${
    format(CHANGED_ROWS)
  } is the most at once; ` +
    "narrow the selection or the filter.";
}
