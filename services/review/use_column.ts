/**
 * Resolves an issue about the whole file by choosing the column that holds the name. Rows with an
 * empty value there are kept without it: the user has seen in how many rows it is filled, and gets
 * no further issues.
 */
import { findColumn, nameFieldOf } from "@rollcall/contacts";
import { type FileColumn, isAboutSeveral } from "@rollcall/contracts";
import type { Review, ReviewIssue } from "./review.ts";
import type { Rows } from "./rows.ts";
import { refuse, type Refused, type ResolvedIssues } from "./direct_effects.ts";

/** Columns listed in a refusal, and the characters of each. */
const NAMED_COLUMNS = 20;
const NAMED_CHARS = 80;

/** @param asked a column's header, or the unique name of a repeated one */
export function useColumn(
  review: Review,
  rows: Rows,
  issue: ReviewIssue,
  asked: string,
): ResolvedIssues | Refused {
  const { number, scope, type } = issue;
  if (scope !== "file") {
    const about = isAboutSeveral(type) ? "rows of one address" : "one row";
    const detail =
      `"use_column" resolves an issue about the whole file; this one is about ${about}.`;
    return refuse(422, "ACTION_DOES_NOT_FIT", detail);
  }
  const { columns } = rows.index;
  const column = findColumn(columns, asked);
  if (column < 0) return refuseColumn("UNKNOWN_COLUMN", unknown(asked, columns));
  const field = servedBy(review, issue, columns, column);
  if (field) {
    const detail = `The column "${asked}" is used as ${field.replaceAll("_", " ")}; name another.`;
    return refuseColumn("COLUMN_TAKEN", detail);
  }
  return { resolutions: [{ number, action: "use_column", column }] };
}

/** The refusal of a decision that needs a single row. */
export function refuseOfFile(action: string): Refused {
  const detail = `"${action}" is about single rows, but this issue is about the whole file: ` +
    "keep all rows, skip them, or say with use_column which column it is.";
  return refuse(422, "ACTION_DOES_NOT_FIT", detail);
}

/** The field that a column already serves: one column serves one field. */
function servedBy(
  { fileIssues, issues }: Review,
  { number }: ReviewIssue,
  columns: readonly FileColumn[],
  column: number,
): string | undefined {
  const { field } = columns[column]!;
  if (field !== null) return field;
  const other = fileIssues.map((one) => issues.get(one)!).find((one) =>
    one.number !== number && one.decided?.action === "use_column" && one.decided.column === column
  );
  return other && nameFieldOf(other.type);
}

function unknown(asked: string, columns: readonly FileColumn[]): string {
  const names = columns.filter(({ how }) => how !== "split")
    .map(({ header, name }) => `"${(header || name).slice(0, NAMED_CHARS)}"`);
  const others = names.length - NAMED_COLUMNS;
  const more = others > 0 ? ` and ${others} more` : "";
  return `The file has no column "${asked.slice(0, NAMED_CHARS)}"; its columns are ` +
    `${names.slice(0, NAMED_COLUMNS).join(", ")}${more}.`;
}

const refuseColumn = (code: string, detail: string): Refused => ({
  ...refuse(422, code, detail),
  field: "column",
});
