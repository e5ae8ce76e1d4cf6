/**
 * The columns of rejected.csv: the file's own, under its own headers and in its order, so that the
 * rows can be mended and uploaded again; what edits have added; and why each row was left out.
 */
import {
  byKey,
  type FileColumn,
  hasKey,
  laidOver,
  type RowValues,
  valueAt,
} from "@rollcall/contracts";
import { columnKeys, remarkColumns } from "../fold/columns.ts";

export interface RejectedColumns {
  header: string[];
  /** @param edits what was laid over the row; null where nothing was */
  valuesOf(row: RowValues, edits: RowValues | null): string[];
}

/** @param edited keys of all values that edits have laid over rows */
export function rejectedColumns(columns: FileColumn[], edited: string[]): RejectedColumns {
  const remarks = new Set<string>(Object.values(remarkColumns));
  const keys = columnKeys(columns);
  const split = new Set(keys.filter((_, i) => columns[i]!.how === "split"));
  const isOwn = (key: string) => !remarks.has(key) && !split.has(key);
  const own = columns.flatMap(({ header, name }, i) =>
    isOwn(keys[i]!) ? [{ key: keys[i]!, header: header || name }] : []
  );
  const added = edited.filter((key) => isOwn(key) && !keys.includes(key)).sort();
  const shown = [...own, ...added.map((key) => ({ key, header: key }))];
  return {
    header: shown.map(({ header }) => header),
    valuesOf: (row, edits) => {
      const now = edits ? laidOver(row, edits) : row;
      const isRenamed = edits !== null && [...split].some((key) => hasKey(edits, key));
      const written = isRenamed ? laidOver(now, joined(now)) : now;
      return shown.map(({ key }) => valueAt(written, key));
    },
  };
}

/** A name that was corrected after it was split goes back where it was split from. */
function joined(values: RowValues): RowValues {
  const names = ["first_name", "last_name"].map((half) => valueAt(values, half).trim());
  return byKey([["full_name", names.filter(Boolean).join(" ")]]);
}
