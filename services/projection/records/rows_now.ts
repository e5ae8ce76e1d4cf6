/** Rows with what was decided laid over them, now or as a list of a former moment has them. */
import { type Row, rowNow } from "@rollcall/contacts";
import type { ListRow } from "../fold/model.ts";
import type { JobRecords } from "./job_records.ts";

/** A list whose rows are looked at as they were when it was made; now where there is none. */
export type AsIn = Pick<ListRow, "position" | "chosen_columns">;

/** These rows; one that was erased, or never was, is missing. */
export async function rowsNow(
  records: JobRecords,
  ids: readonly number[],
  list?: AsIn,
): Promise<Map<number, Row>> {
  const [rows, edits] = await Promise.all([
    records.rows(ids),
    records.edits({ ids }, list?.position),
  ]);
  const { chosen, foldGmail } = decided(records, list);
  for (const [id, row] of rows) {
    rows.set(id, rowNow(row, { chosen, edits: edits.get(id) ?? [], foldGmail }));
  }
  return rows;
}

/** Rows from this id on, ascending; at most `limit`. */
export async function rowsNowFrom(
  records: JobRecords,
  id: number,
  limit: number,
): Promise<Row[]> {
  const rows = await records.rowsFrom(id, limit);
  const last = rows.at(-1)?.id;
  if (last === undefined) return rows;
  const edits = await records.edits({ from: rows[0]!.id, to: last });
  const { chosen, foldGmail } = decided(records);
  return rows.map((row) => rowNow(row, { chosen, edits: edits.get(row.id) ?? [], foldGmail }));
}

/** The rows that have one of these addresses now, as duplicates are told by; ascending. */
export async function rowsAtKeys(
  records: JobRecords,
  keys: readonly string[],
): Promise<Row[]> {
  const [read, edited] = await Promise.all([records.rowsWithKey(keys), records.edits("all")]);
  const wanted = new Set<string | null>(keys);
  const rows = await rowsNow(records, [...new Set([...read, ...edited.keys()])]);
  return [...rows.values()].filter((row) => wanted.has(row.key)).sort((a, b) => a.id - b.id);
}

/** What holds for all rows of the job. */
function decided({ job }: JobRecords, list?: AsIn) {
  return { chosen: list?.chosen_columns ?? job.chosen_columns, foldGmail: job.fold_gmail };
}
