/**
 * The columns of rejected.csv: the file's own, under its own headers and in its order, so that the
 * rows can be mended and uploaded again; what edits have added; and why each row was left out.
 */
import type { FileColumn } from "@rollcall/contracts";
import { columnKeys, remarkColumns } from "../fold/columns.ts";
import { valueAt } from "@rollcall/contacts";

export interface RejectedColumns {
  header: string[];
  /** @param edits what was laid over the row; null where nothing was */
  valuesOf(row: Record<string, string>, edits: Record<string, string> | null): string[];
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
      const now: Record<string, string> = { ...row, ...edits };
      // A name that was corrected after it was split goes back where it was split from.
      const isRenamed = [...split].some((key) => edits?.[key] !== undefined);
      if (isRenamed) now.full_name = joined(now.first_name, now.last_name);
      return shown.map(({ key }) => valueAt(now, key));
    },
  };
}

function joined(...names: (string | undefined)[]): string {
  return names.map((name) => name?.trim()).filter(Boolean).join(" ");
}
