/** What was decided about given rows, and which rows of their addresses stand. */
import type { Sql } from "@rollcall/event-store";
import type { Fragment } from "../lists/fragment.ts";
import { inVersion } from "../lists/changes_sql.ts";
import type { EditedRow } from "../lists/edited_rows_sql.ts";
import { type SettledIssue, whyLeftOut } from "../lists/left_out.ts";

/**
 * Whether a value is one of an array. As a condition of its own, which "is true" makes of it, it is
 * looked up in a hash table, by a plan for any array too.
 */
const isAmong = (sql: Sql, value: Fragment, array: Fragment): Fragment =>
  sql`((${value} in (select unnest(${array}))) is true)`;

/** The settled questions about each of these rows, those about the whole file among them. */
export async function settledIssues(
  sql: Sql,
  jobId: string,
  rowIds: number[],
): Promise<Map<number, SettledIssue[]>> {
  const rows = await sql<SettledIssue[]>`
    select about.id as row_id, i.number, i.type, i.offered is not null as of_file, r.action, r.rule, r.resolved_by, r.resolved_at,
           chosen.row_number as chosen_line
      from read_models.issues i
     cross join lateral unnest(
             case when i.offered is null then i.row_ids else ${rowIds}::int[] end) as about (id)
      join read_models.issue_resolutions r on r.job_id = i.job_id and r.number = i.number
      left join read_models.raw_rows chosen
        on chosen.job_id = i.job_id and chosen.id = r.chosen_row_id
     where i.job_id = ${jobId} and i.status = 'RESOLVED'
       and ${isAmong(sql, sql`about.id`, sql`${rowIds}::int[]`)}
     order by i.number`;
  return Map.groupBy(rows, (row) => row.row_id);
}

/** The line of the first row of each of these addresses that is on a list, by address. */
async function standingLines(
  sql: Sql,
  jobId: string,
  version: number,
  keys: string[],
): Promise<Map<string, number>> {
  const rows = await sql<{ key: string; line: number }[]>`
    select coalesce(c.email_key, c.email) as key, min(w.row_number) as line
      from read_models.final_contacts c
      join read_models.raw_rows w on w.job_id = c.job_id and w.id = c.raw_row_id
     where c.job_id = ${jobId} and ${inVersion(sql, version)}
       and ${isAmong(sql, sql`coalesce(c.email_key, c.email)`, sql`${keys}::text[]`)}
     group by 1`;
  return new Map(rows.map(({ key, line }) => [key, line]));
}

/** Why each of these rows is not on a list, in their order. */
export async function reasonsOf(
  sql: Sql,
  jobId: string,
  version: number,
  rows: EditedRow[],
): Promise<string[]> {
  const settled = await settledIssues(sql, jobId, rows.map((row) => row.id));
  const keys = new Set(rows.flatMap(({ key }) => key ?? []));
  const standing = await standingLines(sql, jobId, version, [...keys]);
  return rows.map(({ id, email, key }) =>
    whyLeftOut(email, settled.get(id) ?? [], key === null ? undefined : standing.get(key))
  );
}
