/**
 * Names that a file has no column for. That is one fact of the file and one question for a person:
 * keep the rows without, leave them all out, or say which column it is. Pure; the parser finds it,
 * the dedupe service asks, and whoever shows a row lays the column that was named over it.
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

/** The fields that every row is asked for, besides its address: a file may have no column for them. */
export const nameFields = ["first_name", "last_name"] as const;

export type NameField = (typeof nameFields)[number];

/** What is wrong with a row that lacks the field, and what is asked where the whole file does. */
export const problemOfField = {
  first_name: "MISSING_FIRST_NAME",
  last_name: "MISSING_LAST_NAME",
} as const satisfies Record<NameField, RowProblem>;

/** The field that a question of this type is about, where a whole file can lack it. */
export function nameFieldOf(type: IssueKind): NameField | undefined {
  return nameFields.find((field) => problemOfField[field] === type);
}

/** The names that no column serves. A full name that is split serves both. */
export function fieldsWithoutColumn(columns: readonly Pick<FileColumn, "field">[]): NameField[] {
  return nameFields.filter((field) => !columns.some((column) => column.field === field));
}

/** A column that a person named for a field: its values are the field's, in every row. */
export interface ChosenColumn {
  field: NameField;
  /** the key under which the column's values stand in a row */
  key: string;
}

/**
 * A row's values with the chosen columns laid over them. Edits of the row go over the result, so
 * that a choice can be taken back whatever was decided since; the column itself stays where it is.
 */
export function layColumns(values: RowValues, chosen: readonly ChosenColumn[]): RowValues {
  if (!chosen.length) return values;
  return laidOver(values, byKey(chosen.map(({ field, key }) => [field, valueAt(values, key)])));
}

/**
 * Where a column of this header or name stands; -1 where there is none.
 * @param text as a person wrote it: a header, or the name that tells repeated ones apart
 */
export function findColumn(columns: readonly FileColumn[], text: string): number {
  const named = columns.findIndex(({ name, how }) => name === text && how !== "split");
  return named >= 0 ? named : columns.findIndex(({ header }) => header !== "" && header === text);
}
