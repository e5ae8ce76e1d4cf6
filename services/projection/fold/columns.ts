/**
 * Under which key a column's values stand in a row: its field's name, or its own where nobody knows
 * the column. The parser names columns so that no two keys of a file are the same.
 */
import { contactFields } from "@rollcall/contacts";
import type { FileColumn } from "@rollcall/contracts";

const isContactField = new Set<string>(contactFields);

/** A key for each column, in file order. */
export function columnKeys(columns: FileColumn[]): string[] {
  return columns.map(({ field, name }) => field ?? name);
}

/** The keys that a contact has no place for and carries as extras, in file order. */
export function extraKeys(columns: FileColumn[]): string[] {
  return columnKeys(columns).filter((key) => !isContactField.has(key));
}

/** The same values with the given keys first: the database keeps no order of keys. */
export function inOrder(keys: string[], values: Record<string, string>): Record<string, string> {
  const listed = new Set(keys);
  const known = keys.filter((key) => Object.hasOwn(values, key));
  const others = Object.keys(values).filter((key) => !listed.has(key));
  return Object.fromEntries([...known, ...others].map((key) => [key, values[key]!]));
}
