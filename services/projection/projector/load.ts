/** Reads the rows that a batch has to see, inside the batch's own transaction. */
import type { TransactionSql } from "@rollcall/event-store";
import type { IssueRow, JobRow, State } from "../fold/model.ts";
import type { Needs } from "../fold/needs.ts";

/** The rows of `needs` that exist in the tables of `schema`. */
export async function loadState(
  tx: TransactionSql,
  schema: string,
  { jobIds, issues }: Needs,
): Promise<State> {
  return {
    jobs: await loadJobs(tx, schema, jobIds),
    issues: issues.length === 0 ? [] : await tx<IssueRow[]>`
      select i.*
        from unnest(${issues.map((issue) => issue.job_id)}::uuid[],
                    ${issues.map((issue) => issue.number)}::int[]) as wanted (job_id, number)
        join ${tx(`${schema}.issues`)} i using (job_id, number)`,
  };
}

async function loadJobs(tx: TransactionSql, schema: string, ids: string[]): Promise<JobRow[]> {
  if (ids.length === 0) return [];
  type Stored = Omit<JobRow, "created_at" | "updated_at"> & { created_at: Date; updated_at: Date };
  const rows = await tx<Stored[]>`
    select * from ${tx(`${schema}.jobs`)} where id = any(${ids}::uuid[])`;
  return rows.map((row) => ({
    ...row,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }));
}
