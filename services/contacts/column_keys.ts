/**
 * Under which key a column's values stand in a row: its field's name, or its own where nobody knows
 * the column. The parser names columns so that no two keys of a file are the same.
 */
import {
  byKey,
  type FileColumn,
  hasKey,
  keysOf,
  type RowValues,
  valueAt,
} from "@rollcall/contracts";
import { contactFields } from "./fields.ts";

/** What the lines of rejected.csv say besides the row: of no use once the file is uploaded again. */
export const remarkColumns = { row: "rollcall_row", reason: "rollcall_reason" } as const;

/** Keys that are no extras of a contact: its fields, what they were split from, our own remarks. */
export const knownKeys: readonly string[] = [
  ...contactFields,
  "full_name",
  ...Object.values(remarkColumns),
];

const isKnown = new Set(knownKeys);

/** A key for each column, in file order. */
export function columnKeys(columns: FileColumn[]): string[] {
  return columns.map(({ field, name }) => field ?? name);
}

/** The keys that a contact has no place for and carries as extras, in file order. */
export function extraKeys(columns: FileColumn[]): string[] {
  return columnKeys(columns).filter(isExtra);
}

export const isExtra = (key: string) => !isKnown.has(key);

/** The same values with the given keys first; what only an edit has added comes behind them. */
export function inOrder(keys: string[], values: RowValues): RowValues {
  const listed = new Set(keys);
  const known = keys.filter((key) => hasKey(values, key));
  const others = keysOf(values).filter((key) => !listed.has(key));
  return byKey([...known, ...others].map((key): [string, string] => [key, valueAt(values, key)]));
}
