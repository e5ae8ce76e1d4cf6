/**
 * Settling a duplicate by one contact out of several rows: the chosen row stands, with values of the
 * other candidates, or typed ones, laid over it. The others are part of it, wherever a typed address
 * takes it.
 */
import { cleanText, valueAt } from "@rollcall/contacts";
import { checkChange, checkNames } from "./changed_row.ts";
import { notACandidate } from "./find_issue.ts";
import type { Edit, ReviewIssue } from "./review.ts";
import type { Rows, RowValues } from "./rows.ts";
import { type RecordedEdit, refuse, type Refused, type Settlement } from "./step.ts";

export interface Merge {
  action: "merge";
  /** the first candidate where left out */
  chosenRowId: number | undefined;
  fields: Record<string, { from: number } | { value: string }>;
}

export function mergeRows(
  rows: Rows,
  issue: ReviewIssue,
  { chosenRowId, fields }: Merge,
): Settlement | Refused {
  const { number, type, rowIds } = issue;
  if (type !== "DUPLICATE_EMAIL") {
    const detail = `"merge" makes one contact of several rows, but ${type} is about one; edit it.`;
    return refuse(422, "ACTION_DOES_NOT_FIT", detail);
  }
  const rowId = chosenRowId ?? rowIds[0]!;
  if (!rowIds.includes(rowId)) return notACandidate(issue, rowId);
  const unknown = checkNames(rows, Object.keys(fields));
  if (unknown) return unknown;
  for (const [field, origin] of Object.entries(fields)) {
    if (!("from" in origin) || rowIds.includes(origin.from)) continue;
    return { ...notACandidate(issue, origin.from), field };
  }
  rows.need(rowIds);
  const edit = editOf(rows, number, rowId, fields);
  const refused = checkChange(issue, rows.values(rowId), edit.values);
  if (refused) return refused;
  return { resolutions: [{ number, action: "merge", chosenRowId: rowId }], edits: [edit] };
}

/** Whether that is what an earlier merge did. */
export function isSameMerge(
  { rowIds, decided }: ReviewIssue,
  made: Edit | undefined,
  { chosenRowId, fields }: Merge,
): boolean {
  if (!made || decided!.chosenRowId !== (chosenRowId ?? rowIds[0])) return false;
  const names = Object.keys(fields);
  return names.length === Object.keys(made.values).length && names.every((name) => {
    const origin = fields[name]!, source = made.sources?.[name];
    return "from" in origin
      ? origin.from === source
      : source === undefined && cleanText(origin.value) === made.values[name];
  });
}

function editOf(
  rows: Rows,
  number: number,
  rowId: number,
  fields: Merge["fields"],
): RecordedEdit {
  const values: [string, string][] = [], sources: [string, number][] = [];
  for (const [field, origin] of Object.entries(fields)) {
    if ("from" in origin) {
      values.push([field, valueAt(rows.values(origin.from), field)]);
      sources.push([field, origin.from]);
    } else values.push([field, cleanText(origin.value)]);
  }
  const edit = {
    number,
    rowId,
    values: Object.fromEntries(values),
    sources: Object.fromEntries(sources),
  };
  const phone = phoneOf(rows, rowId, edit.values, edit.sources);
  return { ...edit, ...(phone !== undefined && { phone }) };
}

/** A number that was taken over is at home where its own row is. */
function phoneOf(
  rows: Rows,
  rowId: number,
  values: RowValues,
  sources: Record<string, number>,
): string | undefined {
  if (values.phone === undefined) return undefined;
  const { phone: from } = sources;
  return rows.phone(from === undefined ? { ...rows.values(rowId), ...values } : rows.values(from));
}
