/**
 * Changes many rows by one operation: one change, which is previewed and undone as a whole. Rows of
 * which it would make something wrong stay as they are, and are counted.
 */
import {
  changeBy,
  regionOf,
  sourcesOf,
  VALUE_CHARS,
  type ValueOperation,
} from "@rollcall/contacts";
import { formatNumber, keysOf, laidOver, type RowValues, valuesOf } from "@rollcall/contracts";
import { checkNames, checkTyped } from "./check_change.ts";
import type { Deciding } from "./deciding.ts";
import { type DirectEffects, refuse, type Refused } from "./direct_effects.ts";
import { idsIn } from "./exclude_rows.ts";
import { nameColumns } from "./new_columns.ts";
import type { Review } from "./review.ts";
import { editing, type NewValues } from "./row_change_effects.ts";
import type { Rows } from "./rows.ts";
import { newValues } from "./type_values.ts";

export interface ChangeCommand {
  type: "change rows";
  /** a row set; rows that the job does not have are passed over */
  rowIds: string;
  operation: ValueOperation;
  batchId: string;
}

/** Rows that one change may edit: each is a line in the read models. */
const CHANGED_ROWS = 50_000;
/** Characters that one change gives them: the log keeps them, whatever is changed again later. */
const CHANGED_CHARS = 16 << 20;

/** @param also new values by row id, which the same change gives them besides */
export function* changeRows(
  jobId: string,
  review: Review,
  rows: Rows,
  { rowIds, operation: asked, batchId }: ChangeCommand,
  also: ReadonlyMap<number, RowValues>,
): Deciding<DirectEffects | Refused> {
  const unknown = checkNames(rows, sourcesOf(asked));
  if (unknown) return unknown;
  const named = nameColumns(rows, asked);
  if ("outcome" in named) return named;
  const { operation, adds } = named;
  if (operation.do === "phones" && operation.region !== null) {
    const { region } = operation;
    if (regionOf(region) !== region) {
      return { ...refuse(422, "UNKNOWN_REGION", `"${region}" is no country.`), field: "region" };
    }
  }
  const ids = idsIn(rowIds, rows.count);
  // All at once: looking rows up may mean reading all of them.
  yield* rows.need(ids);
  const change = changeBy(operation, (values, region) => rows.phone(values, region));
  const edits: NewValues[] = [];
  let refused = 0, chars = 0;
  for (const rowId of ids) {
    const before = rows.values(rowId);
    const further = also.get(rowId);
    const values = further ? laidOver(further, change(before)) : change(before);
    if (!keysOf(values).length) continue;
    const isTooLong = valuesOf(values).some((value) => value.length > VALUE_CHARS);
    if (isTooLong || checkTyped(before, values)) {
      refused++;
      continue;
    }
    chars += valuesOf(values).reduce((sum, value) => sum + value.length, 0);
    if (chars > CHANGED_CHARS) return refuse(422, "TOO_MUCH_TEXT", TOO_MUCH_TEXT);
    edits.push(newValues(rows, rowId, before, values));
  }
  if (edits.length > CHANGED_ROWS) return refuse(422, "TOO_MANY_ROWS", tooMany(edits.length));
  return editing(jobId, review, { batchId, operation: operation.do, edits, refused, adds });
}

const TOO_MUCH_TEXT = `This would write more than ${
  formatNumber(CHANGED_CHARS)
} characters, the most at once; narrow the selection or the filter, or write less.`;

function tooMany(rows: number): string {
  return `This would change ${formatNumber(rows)} rows, and ${
    formatNumber(CHANGED_ROWS)
  } is the most at once; ` +
    "narrow the selection or the filter.";
}
