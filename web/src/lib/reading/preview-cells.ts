/**
 * The first rows of a file as a grid: in the file's columns, each value as the file has it and, where
 * it would become another, what it would become. The rows above the header and the header itself are
 * among them, so that another one can be picked.
 */
import type { FilePreview } from "@rollcall/contracts/api";
import { keysOf, valueAt } from "@rollcall/contracts/by-key";
import { m } from "../paraglide/messages.js";
import { fieldLabel } from "../text/words.ts";
import { fileColumns, type PreviewColumn } from "./columns.ts";

type FirstRow = NonNullable<FilePreview["first_rows"]>[number];

export type ShownRow =
  | { kind: "above" | "header"; row_number: number; cells: readonly string[] }
  | { kind: "row"; row_number: number; row: FirstRow };

export interface ShownCell {
  before: string;
  /** null where it stays as it is */
  after: string | null;
  /** It had better be looked at: it is missing, mistyped, or none of what its column is taken for. */
  invalid: boolean;
  /** Its column is not imported. */
  leftOut: boolean;
}

export interface PreviewGridColumn {
  key: string;
  label: string;
  width: number;
  sort: null;
  grows?: boolean;
}

/** Wider where both, before and after, are longer as a rule. */
const WIDTHS = new Map([["email", 245], ["phone", 270], ["full_name", 330]]);
const USUAL_WIDTH = 130;

export const LINE = "#line";
const COLUMN = "column:";

/** What a column becomes, in words. */
export function becomes(column: PreviewColumn): string {
  if (column.import === false) return m.reading_not_imported();
  if (column.field === "full_name") return m.reading_both_names();
  if (column.field !== null) return fieldLabel(column.field);
  return column.name ?? column.header;
}

export function previewColumns(preview: FilePreview): PreviewGridColumn[] {
  return [
    { key: LINE, label: m.reading_row(), width: 120, sort: null },
    ...fileColumns(preview).map((column, place) => ({
      key: COLUMN + place,
      label: becomes(column),
      width: WIDTHS.get(column.field ?? "") ?? USUAL_WIDTH,
      sort: null,
      grows: true,
    })),
  ];
}

/** The place in the file of a grid's column. */
export const placeOfColumn = (key: string): number => Number(key.slice(COLUMN.length));

export function shownRows(preview: FilePreview): ShownRow[] {
  const headers = fileColumns(preview).map(({ header }) => header);
  const named = preview.header_row !== null && headers.length > 0;
  return [
    ...(preview.rows_above ?? []).map((row) => ({ kind: "above" as const, ...row })),
    ...(named
      ? [{ kind: "header" as const, row_number: preview.header_row!, cells: headers }]
      : []),
    ...(preview.first_rows ?? []).map((row) => ({
      kind: "row" as const,
      row_number: row.row_number,
      row,
    })),
  ];
}

/** One value of a row, by its place in the file. */
export function shownCell(
  row: FirstRow,
  columns: readonly PreviewColumn[],
  place: number,
): ShownCell {
  const column = columns[place];
  const before = (row.cells[place] ?? "").trim();
  const leftOut = column?.import === false;
  if (!column || leftOut) return { before, after: null, invalid: false, leftOut };
  const after = valueNow(row, column);
  return {
    before,
    after: after === null || after === before ? null : after,
    invalid: isInvalid(row, column),
    leftOut,
  };
}

/** What the value becomes; null where the row says nothing of it, as long as nothing is mapped. */
function valueNow(row: FirstRow, { field, name }: PreviewColumn): string | null {
  if (keysOf(row.data).length === 0) return null;
  switch (field) {
    case "email":
      return row.normalized_email ?? "";
    case "phone":
      return row.normalized_phone ?? valueAt(row.data, "phone").trim();
    case "full_name":
      return ["first_name", "last_name"].map((half) => valueAt(row.data, half))
        .filter((half) => half).join(" | ");
    case null:
      return valueAt(row.data, name ?? "").trim();
    default:
      return valueAt(row.data, field).trim();
  }
}

function isInvalid(
  { problems, warnings, of_other_type: others = [] }: FirstRow,
  { field, name }: PreviewColumn,
): boolean {
  if (field === "email") {
    return problems.includes("INVALID_EMAIL_FORMAT") || problems.includes("MISSING_EMAIL") ||
      problems.includes("EMAIL_TYPO");
  }
  if (field === "phone") return warnings.includes("PHONE_NOT_UNDERSTOOD");
  if (field === "first_name") return problems.includes("MISSING_FIRST_NAME");
  if (field === "last_name") return problems.includes("MISSING_LAST_NAME");
  return others.includes(name ?? "");
}

/** A cell of the grid as text, in full. */
export function shownText(
  shown: ShownRow,
  columns: readonly PreviewColumn[],
  key: string,
): string {
  if (key === LINE) return String(shown.row_number);
  const place = placeOfColumn(key);
  if (shown.kind !== "row") return shown.cells[place] ?? "";
  const { before, after } = shownCell(shown.row, columns, place);
  return after === null ? before : `${before || m.ui_empty()} → ${after || m.ui_empty()}`;
}
