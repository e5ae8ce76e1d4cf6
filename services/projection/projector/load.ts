/** Reads the rows that a batch needs, inside the batch's transaction. */
import type { TransactionSql } from "@rollcall/event-store";
import type { StatesRow } from "../fold/issue_states.ts";
import type { IssueRow, JobRow, State } from "../fold/model.ts";
import type { LineRef, Needs } from "../fold/needs.ts";

/** The rows of `needs` that exist in the tables of `schema`. */
export async function loadState(
  tx: TransactionSql,
  schema: string,
  { jobIds, issues, states }: Needs,
): Promise<State> {
  return {
    jobs: await loadJobs(tx, schema, jobIds),
    issues: issues.length === 0 ? [] : await tx<IssueRow[]>`
      select i.*
        from unnest(${issues.map((issue) => issue.job_id)}::uuid[],
                    ${issues.map((issue) => issue.number)}::int[]) as wanted (job_id, number)
        join ${tx(`${schema}.opened_issues`)} i using (job_id, number)`,
    states: await loadStates(tx, schema, states),
  };
}

/** Each line by its key; the limit forces the index look-up. */
async function loadStates(
  tx: TransactionSql,
  schema: string,
  lines: LineRef[],
): Promise<StatesRow[]> {
  if (lines.length === 0) return [];
  return await tx<StatesRow[]>`
    select s.*
      from unnest(${lines.map((line) => line.job_id)}::uuid[],
                  ${lines.map((line) => line.first_number)}::int[]) as wanted (job_id, first_number)
     cross join lateral (
           select * from ${tx(`${schema}.issue_states`)} t
            where t.job_id = wanted.job_id and t.first_number = wanted.first_number
            limit 1
           ) s`;
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
