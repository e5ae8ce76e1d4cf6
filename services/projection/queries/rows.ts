/** Rows as they were read, in file order. */
import type { RawRow } from "@rollcall/contracts/api";
import type { Sql } from "@rollcall/event-store";
import { columnKeys, inOrder } from "../fold/columns.ts";
import type { RawRow as StoredRow } from "../fold/model.ts";
import type { StoredJob } from "./jobs.ts";
import { type Page, type PageQuery, toPage } from "./page.ts";

export async function listRows(sql: Sql, job: StoredJob, page: PageQuery): Promise<Page<RawRow>> {
  const rows = await sql<StoredRow[]>`
    select * from read_models.raw_rows
     where job_id = ${job.id} and id > ${page.after ?? 0}::bigint
     order by id
     limit ${page.limit + 1}`;
  const keys = columnKeys(job.columns);
  return toPage("rows", rows, page.limit, (row) => row.id, (row) => toRawRow(row, keys));
}

/** @param keys those of the file's columns, in file order */
export function toRawRow(row: StoredRow, keys: string[]): RawRow {
  return {
    raw_row_id: row.id,
    row_number: row.row_number,
    data: inOrder(keys, row.data),
    normalized_email: row.normalized_email,
    is_valid: row.is_valid,
    problems: row.problems,
    warnings: row.warnings ?? [],
    normalized_phone: row.normalized_phone,
  };
}
