/** Rows as they were read, in file order. */
import { layColumns } from "@rollcall/contacts";
import type { RawRow } from "@rollcall/contracts/api";
import type { Sql } from "@rollcall/event-store";
import { columnKeys, inOrder } from "../fold/columns.ts";
import type { RawRow as StoredRow } from "../fold/model.ts";
import type { StoredJob } from "./jobs.ts";
import { type Page, type PageQuery, readPage } from "./page.ts";

/** How a job's rows are read. */
export type RowReading = Pick<StoredJob, "columns" | "chosen_columns">;

export async function listRows(sql: Sql, job: StoredJob, page: PageQuery): Promise<Page<RawRow>> {
  const read = async (after: number, count: number): Promise<StoredRow[]> =>
    await sql<StoredRow[]>`
    select * from read_models.raw_rows
     where job_id = ${job.id} and id > ${after}::bigint
     order by id
     limit ${count}`;
  return await readPage("rows", page, read, (row) => row.id, (row) => toRawRow(row, job));
}

/** The row as it was read, by the columns that were found or were named since. */
export function toRawRow(row: StoredRow, job: RowReading): RawRow {
  return {
    raw_row_id: row.id,
    row_number: row.row_number,
    data: inOrder(columnKeys(job.columns), layColumns(row.data, job.chosen_columns)),
    normalized_email: row.normalized_email,
    is_valid: row.is_valid,
    problems: row.problems,
    warnings: row.warnings ?? [],
    normalized_phone: row.normalized_phone,
  };
}
