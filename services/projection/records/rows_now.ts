/** Rows with the decisions applied, as of now or as of an earlier list. */
import { type Row, rowNow } from "@rollcall/contacts";
import type { ListRow } from "../fold/model.ts";
import { RowIds } from "../lists/row_ids.ts";
import { type JobRecords, PAGE_ROWS } from "./job_records.ts";

/** A list whose rows are looked at as they were when it was made; now where there is none. */
export type AsIn = Pick<ListRow, "position" | "chosen_columns">;

/** These rows; one that was erased, or never was, is missing. */
export async function rowsNow(
  records: JobRecords,
  ids: readonly number[],
  list?: AsIn,
): Promise<Map<number, Row>> {
  const [read] = await rowsIn(records, ids, [list]);
  return new Map(ids.flatMap((id) => {
    const row = read!(id);
    return row ? [[id, row]] : [];
  }));
}

/** A row as one of several lists has it, made when it is asked for; undefined as above. */
export type ReadRow = (id: number) => Row | undefined;

/** These rows as each of some lists has them, read once for all. */
export async function rowsIn(
  records: JobRecords,
  ids: readonly number[],
  lists: readonly (AsIn | undefined)[],
): Promise<ReadRow[]> {
  const [rows, ...edits] = await Promise.all([
    records.rows(ids),
    ...lists.map((list) => records.edits({ ids }, list?.position)),
  ]);
  return lists.map((list, i) => {
    const { chosen, foldGmail } = decided(records, list);
    return (id) => {
      const row = rows.get(id);
      return row && rowNow(row, { chosen, edits: edits[i]!.get(id) ?? [], foldGmail });
    };
  });
}

/** Ids of the rows that have an address now, as duplicates are told by: a file may have no other. */
export async function idsAtKey(records: JobRecords, key: string): Promise<RowIds> {
  const [read, moved] = await Promise.all([records.rowsWithKey([key]), records.rowsReaddressed()]);
  const isMoved = new Set(moved);
  const ids = read.filter((id) => !isMoved.has(id));
  for (let at = 0; at < moved.length; at += PAGE_ROWS) {
    const page = moved.slice(at, at + PAGE_ROWS);
    const rows = await rowsNow(records, page);
    ids.push(...page.filter((id) => rows.get(id)?.key === key));
  }
  return RowIds.of(ids);
}

/** What holds for all rows of the job. */
function decided({ job }: JobRecords, list?: AsIn) {
  return { chosen: list?.chosen_columns ?? job.chosen_columns, foldGmail: job.fold_gmail };
}
