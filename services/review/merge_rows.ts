/**
 * Resolves a duplicate by merging several rows into one contact: the chosen row, with values of the
 * other candidates or typed ones applied. The others stay part of it, wherever a typed address
 * moves it.
 */
import { cleanText } from "@rollcall/contacts";
import {
  at,
  type ByKey,
  byKey,
  entriesOf,
  hasKey,
  isAboutSeveral,
  keysOf,
  laidOver,
  type RowValues,
  valueAt,
} from "@rollcall/contracts";
import type { Edit } from "./edits.ts";
import { checkChange, checkNames } from "./check_change.ts";
import { notACandidate } from "./find_issue.ts";
import type { ReviewIssue } from "./review.ts";
import type { Rows } from "./rows.ts";
import { type RecordedEdit, refuse, type Refused, type ResolvedIssues } from "./direct_effects.ts";

export interface MergeChoice {
  action: "merge";
  /** by default the first candidate */
  chosenRowId: number | undefined;
  fields: ByKey<{ from: number } | { value: string }>;
}

export function mergeRows(
  rows: Rows,
  issue: ReviewIssue,
  { chosenRowId, fields }: MergeChoice,
): ResolvedIssues | Refused {
  const { number, type, rowIds } = issue;
  if (!isAboutSeveral(type)) {
    const detail = `"merge" makes one contact of several rows, but ${type} is about one; edit it.`;
    return refuse(422, "ACTION_DOES_NOT_FIT", detail);
  }
  const rowId = chosenRowId ?? rowIds[0]!;
  if (!rowIds.includes(rowId)) return notACandidate(issue, rowId);
  const unknown = checkNames(rows, keysOf(fields));
  if (unknown) return unknown;
  for (const [field, origin] of entriesOf(fields)) {
    if (!("from" in origin) || rowIds.includes(origin.from)) continue;
    return { ...notACandidate(issue, origin.from), field };
  }
  const edit = editOf(rows, number, rowId, fields);
  const refused = checkChange(issue, rows.values(rowId), edit.values);
  if (refused) return refused;
  return { resolutions: [{ number, action: "merge", chosenRowId: rowId }], edits: [edit] };
}

/** Whether an earlier merge did the same. */
export function isSameMerge(
  { rowIds, decided }: ReviewIssue,
  made: Edit | undefined,
  { chosenRowId, fields }: MergeChoice,
): boolean {
  if (!made || decided!.chosenRowId !== (chosenRowId ?? rowIds[0])) return false;
  const origins = entriesOf(fields);
  return origins.length === keysOf(made.values).length && origins.every(([name, origin]) => {
    const source = made.sources && at(made.sources, name);
    return "from" in origin
      ? origin.from === source
      : source === undefined && cleanText(origin.value) === at(made.values, name);
  });
}

function editOf(
  rows: Rows,
  number: number,
  rowId: number,
  fields: MergeChoice["fields"],
): RecordedEdit {
  const values: [string, string][] = [], sources: [string, number][] = [];
  for (const [field, origin] of entriesOf(fields)) {
    if ("from" in origin) {
      values.push([field, valueAt(rows.values(origin.from), field)]);
      sources.push([field, origin.from]);
    } else values.push([field, cleanText(origin.value)]);
  }
  const edit = {
    number,
    rowId,
    values: byKey(values),
    sources: byKey(sources),
  };
  const phone = phoneOf(rows, rowId, edit.values, edit.sources);
  return { ...edit, ...(phone !== undefined && { phone }) };
}

/** A phone taken from another row uses that row's country. */
function phoneOf(
  rows: Rows,
  rowId: number,
  values: RowValues,
  sources: ByKey<number>,
): string | undefined {
  if (!hasKey(values, "phone")) return undefined;
  const from = at(sources, "phone");
  return rows.phone(from === undefined ? laidOver(rows.values(rowId), values) : rows.values(from));
}
