/** The values of a row: as they are now, and as they were read where a decision changed them. */
import type { RawRow } from "@rollcall/contracts/api";
import { valueAt } from "@rollcall/contracts/by-key";

export interface RowValue {
  value: string;
  /** as it was read, where it is another now */
  was: string | null;
  /** the phone in E.164, where it is written otherwise */
  normalized: string | null;
}

export function rowValue(row: RawRow, key: string): RowValue {
  const read = valueAt(row.data, key);
  const { data, normalized_phone } = row.now ?? row;
  const value = valueAt(data, key);
  const normalized = key === "phone" && normalized_phone !== value ? normalized_phone : null;
  return { value, was: value === read ? null : read, normalized };
}
