/**
 * Name fields for which a file has no column. That is one fact about the file and one issue for the
 * user: keep the rows without, exclude all of them, or choose a column. Pure; the parser detects
 * it, the dedupe service opens the issue, and code that shows a row applies the chosen column.
 */
import {
  byKey,
  type FileColumn,
  type IssueKind,
  laidOver,
  type RowProblem,
  type RowValues,
  valueAt,
} from "@rollcall/contracts";

/** Fields that every row should have, though a file may have no column for them. */
export const nameFields = ["first_name", "last_name"] as const;

export type NameField = (typeof nameFields)[number];

/** The problem of a row that lacks the field, and the type of the issue if the whole file does. */
export const problemOfField = {
  first_name: "MISSING_FIRST_NAME",
  last_name: "MISSING_LAST_NAME",
} as const satisfies Record<NameField, RowProblem>;

/**
 * The field that an issue of this type is about, if a whole file can lack it.
 *
 * ```ts
 * assert.equal(nameFieldOf("MISSING_FIRST_NAME"), "first_name");
 * assert.equal(nameFieldOf("EMAIL_TYPO"), undefined);
 * ```
 */
export function nameFieldOf(type: IssueKind): NameField | undefined {
  return nameFields.find((field) => problemOfField[field] === type);
}

/**
 * The name fields without a column. A full name that is split serves both.
 *
 * ```ts
 * assert.deepEqual(fieldsWithoutColumn([{ field: "email" }, { field: "last_name" }]), ["first_name"]);
 * ```
 */
export function fieldsWithoutColumn(columns: readonly Pick<FileColumn, "field">[]): NameField[] {
  return nameFields.filter((field) => !columns.some((column) => column.field === field));
}

/** A column that the user chose for a field: it provides the field's value in every row. */
export interface ChosenColumn {
  field: NameField;
  /** the key of the column's values in a row */
  key: string;
}

/**
 * A row's values with the chosen columns applied. Edits of the row apply to the result, so a choice
 * can be undone whatever was decided since; the column itself is kept.
 *
 * ```ts
 * const values = layColumns(byKey({ Nick: "Ann" }), [{ field: "first_name", key: "Nick" }]);
 * assert.equal(valueAt(values, "first_name"), "Ann");
 * ```
 */
export function layColumns(values: RowValues, chosen: readonly ChosenColumn[]): RowValues {
  if (!chosen.length) return values;
  return laidOver(values, byKey(chosen.map(({ field, key }) => [field, valueAt(values, key)])));
}

/**
 * The index of the column with this header or name; -1 if there is none.
 *
 * ```ts
 * const columns = [
 *   { header: "E-Mail", name: "E-Mail", field: "email" },
 *   { header: "Tag", name: "Tag", field: null },
 * ];
 * assert.equal(findColumn(columns, "Tag"), 1);
 * assert.equal(findColumn(columns, "Phone"), -1);
 * ```
 *
 * @param text as the user wrote it: a header, or the unique name of a repeated one
 */
export function findColumn(columns: readonly FileColumn[], text: string): number {
  const named = columns.findIndex(({ name, how }) => name === text && how !== "split");
  return named >= 0 ? named : columns.findIndex(({ header }) => header !== "" && header === text);
}
