/**
 * The key of a column's values in a row: its field's name, or its own name if the column is
 * unknown. The parser names columns so that all keys of a file differ.
 */
import {
  byKey,
  type FileColumn,
  hasKey,
  keysOf,
  type RowValues,
  valueAt,
} from "@rollcall/contracts";
import { contactFields } from "@rollcall/contracts/fields";

/** The extra columns of rejected.csv, ignored when the file is uploaded again. */
export const remarkColumns = { row: "rollcall_row", reason: "rollcall_reason" } as const;

/**
 * Keys that are not extras of a contact: its fields, what they were split from, our own remarks.
 */
const knownKeys: readonly string[] = [
  ...contactFields,
  "full_name",
  ...Object.values(remarkColumns),
];

const isKnown = new Set(knownKeys);

/**
 * A key for each column, in file order.
 *
 * ```ts
 * const columns = [
 *   { header: "E-Mail", name: "E-Mail", field: "email" },
 *   { header: "Tag", name: "Tag", field: null },
 * ];
 * assert.deepEqual(columnKeys(columns), ["email", "Tag"]);
 * ```
 */
export function columnKeys(columns: FileColumn[]): string[] {
  return columns.map(({ field, name }) => field ?? name);
}

/**
 * The keys that are not fields of a contact, which it carries as extras, in file order.
 *
 * ```ts
 * const columns = [
 *   { header: "E-Mail", name: "E-Mail", field: "email" },
 *   { header: "Tag", name: "Tag", field: null },
 * ];
 * assert.deepEqual(extraKeys(columns), ["Tag"]);
 * ```
 */
export function extraKeys(columns: FileColumn[]): string[] {
  return columnKeys(columns).filter(isExtra);
}

/**
 * Whether a key is neither a contact's field nor a remark of ours.
 *
 * ```ts
 * assert.equal(isExtra("Tag"), true);
 * assert.equal(isExtra("email"), false);
 * ```
 */
export const isExtra = (key: string) => !isKnown.has(key);

/**
 * The same values with the given keys first, followed by those that only an edit added.
 *
 * ```ts
 * const values = inOrder(["email", "Tag"], byKey({ note: "x", Tag: "a", email: "b" }));
 * assert.deepEqual(keysOf(values), ["email", "Tag", "note"]);
 * ```
 */
export function inOrder(keys: string[], values: RowValues): RowValues {
  const listed = new Set(keys);
  const known = keys.filter((key) => hasKey(values, key));
  const others = keysOf(values).filter((key) => !listed.has(key));
  return byKey([...known, ...others].map((key): [string, string] => [key, valueAt(values, key)]));
}
