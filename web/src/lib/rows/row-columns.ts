/** The columns of the tables of rows, and what their cells hold as text. */
import type { Column, RawRow } from "@rollcall/contracts/api";
import { TYPES } from "../issues/describe.ts";
import { m } from "../paraglide/messages.js";
import { exclusionWords } from "../answers/reasons.ts";
import { fieldLabel } from "../text/words.ts";
import { rowValue } from "./row-values.ts";
import { warningTitle } from "./warnings.ts";

/** Before the key of a value, so that a column headed "#row" is told from the row's number. */
const VALUE = "value:";
export const ROW = "#row";
export const STATE = "#state";
export const REASON = "#reason";
export const WARNINGS = "#warnings";

export interface RowColumn {
  key: string;
  label: string;
  width: number;
  sort: string | null;
  grows?: boolean;
}

/** Wider where values are longer, as a rule: a number stands in E.164 behind what was read. */
const WIDTHS = new Map([["email", 240], ["phone", 262], ["company", 170], ["job_title", 150]]);
const USUAL_WIDTH = 130;

/** @param added what changes have added to the columns of the file */
export function rowColumns(
  view: "rows" | "excluded" | "warnings",
  columns: readonly Pick<Column, "name" | "field">[],
  added: readonly string[] = [],
): RowColumn[] {
  const fields = [...new Set(columns.map(({ name, field }) => field ?? name))];
  const told = {
    rows: { key: STATE, label: m.rows_column_state(), width: 222 },
    excluded: { key: REASON, label: m.rows_column_reason(), width: 360 },
    warnings: { key: WARNINGS, label: m.rows_column_warnings(), width: 260 },
  }[view];
  return [
    { key: ROW, label: m.rows_column_row(), width: 72, sort: null },
    { ...told, sort: null },
    ...[...fields, ...added].map((field) => ({
      key: VALUE + field,
      label: fieldLabel(field),
      width: WIDTHS.get(field) ?? USUAL_WIDTH,
      sort: field,
      grows: true,
    })),
  ];
}

/** Whether a column holds values of the rows, rather than what is said of them. */
export const isValueColumn = (key: string): boolean => key.startsWith(VALUE);

/** Whether a cell shows its text alone: nothing is edited there, and no phone normalised. */
export const isPlainValue = (row: RawRow, key: string): boolean =>
  key === ROW || (isValueColumn(key) && !row.now && fieldOfColumn(key) !== "phone");

export const columnOfField = (field: string): string => VALUE + field;

export const fieldOfColumn = (key: string): string => key.slice(VALUE.length);

/** What a row is, in words. */
export function stateWords(row: RawRow): string[] {
  return [
    ...row.problems.map((problem) => TYPES[problem].label),
    ...(row.problems.length > 0 ? [] : [row.is_valid ? m.rows_valid() : m.rows_invalid()]),
    ...(row.excluded ? [m.rows_excluded()] : []),
    ...(row.now ? [m.rows_edited()] : []),
    ...(row.merged_into ? [m.rows_in_row({ row: row.merged_into.row_number })] : []),
    ...row.warnings.map(warningTitle),
  ];
}

/** A cell as text, in full. */
export function rowText(row: RawRow, key: string): string {
  switch (key) {
    case ROW:
      return String(row.row_number);
    case STATE:
      return stateWords(row).join(", ");
    case REASON:
      return exclusionWords(row.reason ?? "");
    case WARNINGS:
      return row.warnings.map(warningTitle).join(", ");
    default:
      return rowValue(row, fieldOfColumn(key)).value;
  }
}
