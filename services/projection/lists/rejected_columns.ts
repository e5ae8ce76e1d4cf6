/**
 * The columns of rejected.csv: the file's own, under its own headers and in its order, so that the
 * rows can be mended and uploaded again; what edits have added; and why each row was excluded.
 */
import { columnKeys, remarkColumns, type Row, type ValueEdit } from "@rollcall/contacts";
import {
  byKey,
  type FileColumn,
  hasKey,
  laidOver,
  type RowValues,
  valueAt,
} from "@rollcall/contracts";

export interface RejectedColumns {
  header: string[];
  /** @param edits what was laid over the row already */
  valuesOf(row: Pick<Row, "values">, edits: readonly ValueEdit[]): string[];
}

/** @param edited keys of all values that edits have laid over rows, in their order */
export function rejectedColumns(columns: FileColumn[], edited: string[]): RejectedColumns {
  const remarks = new Set<string>(Object.values(remarkColumns));
  const keys = columnKeys(columns);
  const split = new Set(keys.filter((_, i) => columns[i]!.how === "split"));
  const isOwn = (key: string) => !remarks.has(key) && !split.has(key);
  const own = columns.flatMap(({ header, name }, i) =>
    isOwn(keys[i]!) ? [{ key: keys[i]!, header: header || name }] : []
  );
  const added = edited.filter((key) => isOwn(key) && !keys.includes(key));
  const shown = [...own, ...added.map((key) => ({ key, header: key }))];
  return {
    header: shown.map(({ header }) => header),
    valuesOf: ({ values }, edits) => {
      // A name that was corrected after it was split goes back where it was split from.
      const isRenamed = edits.some((edit) => [...split].some((key) => hasKey(edit.values, key)));
      const now = isRenamed ? laidOver(values, byKey({ full_name: fullName(values) })) : values;
      return shown.map(({ key }) => valueAt(now, key));
    },
  };
}

function fullName(values: RowValues): string {
  const names = [valueAt(values, "first_name"), valueAt(values, "last_name")];
  return names.map((name) => name.trim()).filter(Boolean).join(" ");
}
