/** The rows that are not on the clean list, ready to be written to a file. */
import { layColumns } from "@rollcall/contacts";
import type { Sql } from "@rollcall/event-store";
import { remarkColumns } from "../fold/columns.ts";
import { inVersion } from "../lists/changes_sql.ts";
import { type EditedRow, editedRows } from "../lists/edited_rows_sql.ts";
import { type RejectedColumns, rejectedColumns } from "../lists/rejected_columns.ts";
import { versionOf } from "./contacts.ts";
import type { StoredJob } from "./jobs.ts";
import { reasonsOf } from "./settled.ts";

export interface Rejected {
  /** name of the file that was uploaded */
  filename: string;
  header: string[];
  /** lines of values, in file order */
  pages: AsyncIterable<string[][]>;
}

/** @throws HttpProblem 409 while the list is not fixed */
export async function rejectedRows(
  sql: Sql,
  job: StoredJob,
  pageSize: number,
): Promise<Rejected> {
  const version = versionOf(job, undefined);
  const edited = await sql<{ key: string }[]>`
    select distinct k.key
      from read_models.row_edits e
     cross join lateral jsonb_object_keys(e.values) as k (key)
     where e.job_id = ${job.id} and e.undone_position is null`;
  const columns = rejectedColumns(job.columns, edited.map(({ key }) => key));
  return {
    filename: job.original_filename,
    header: [...columns.header, remarkColumns.row, remarkColumns.reason],
    pages: readRejected(sql, { job, version, columns, pageSize }),
  };
}

interface Reading {
  job: StoredJob;
  version: number;
  columns: RejectedColumns;
  pageSize: number;
}

/** @throws where the list is undone before its last page was read: reasons would not fit the rows */
async function* readRejected(
  sql: Sql,
  { job, version, columns, pageSize }: Reading,
): AsyncGenerator<string[][]> {
  for (let after = 0, more = true; more;) {
    const leftOut = sql`
      select r.id from read_models.raw_rows r
       where r.job_id = ${job.id} and r.id > ${after} and not exists (
             select 1 from read_models.final_contacts c
              where c.job_id = r.job_id and c.raw_row_id = r.id and ${inVersion(sql, version)})
       order by r.id limit ${pageSize}`;
    const rows = await sql<EditedRow[]>`
      select * from ${editedRows(sql, job.id, leftOut)} r order by r.id`;
    const reasons = await reasonsOf(sql, job.id, version, rows);
    await requireStanding(sql, job.id, version);
    yield rows.map((row, i) => [
      ...columns.valuesOf(layColumns(row.data, job.chosen_columns), row.edits),
      String(row.row_number),
      reasons[i]!,
    ]);
    after = rows.at(-1)?.id ?? after;
    more = rows.length === pageSize;
  }
}

async function requireStanding(sql: Sql, jobId: string, version: number): Promise<void> {
  const [now] = await sql<{ list_version: number | null }[]>`
    select list_version from read_models.jobs where id = ${jobId}`;
  if (now?.list_version === version) return;
  throw new Error(`the clean list of job ${jobId} was undone while what it left out was read`);
}
