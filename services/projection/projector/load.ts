/** Reads the rows that a batch needs, inside the batch's transaction. */
import type { TransactionSql } from "@rollcall/event-store";
import type { StatesRow } from "../fold/issue_states.ts";
import type { IssueRow, JobRow, State } from "../fold/model.ts";
import type { FoldNeeds } from "../fold/needs.ts";

/** A row as JSON, whose times are as Postgres writes them. */
type Loaded =
  | { kind: "job"; row: JobRow }
  | { kind: "issue"; row: IssueRow }
  | { kind: "states"; row: StatesRow };

/**
 * The rows of `needs` that exist in the tables of `schema`, in one statement: a decision would wait
 * for three.
 */
export async function loadState(
  tx: TransactionSql,
  schema: string,
  { jobIds, issues, states }: FoldNeeds,
): Promise<State> {
  const state: State = { jobs: [], issues: [], states: [] };
  if (jobIds.length === 0) return state;
  const rows = await tx<Loaded[]>`
    select 'job' as kind, to_json(j) as row
      from ${tx(`${schema}.jobs`)} j where id = any(${jobIds}::uuid[])
     union all
    select 'issue', to_json(i)
      from unnest(${issues.map((issue) => issue.job_id)}::uuid[],
                  ${issues.map((issue) => issue.number)}::int[]) as wanted (job_id, number)
     cross join lateral (
           -- The limit forces the index look-up.
           select * from ${tx(`${schema}.opened_issues`)} t
            where t.job_id = wanted.job_id and t.number = wanted.number
            limit 1
           ) i
     union all
    select 'states', to_json(s)
      from unnest(${states.map((line) => line.job_id)}::uuid[],
                  ${
    states.map((line) => line.first_number)
  }::int[]) as wanted (job_id, first_number)
     cross join lateral (
           select * from ${tx(`${schema}.issue_states`)} t
            where t.job_id = wanted.job_id and t.first_number = wanted.first_number
            limit 1
           ) s`;
  for (const { kind, row } of rows) {
    if (kind === "job") state.jobs.push(withTimes(row));
    else if (kind === "issue") state.issues.push(row);
    else state.states.push(row);
  }
  return state;
}

function withTimes(job: JobRow): JobRow {
  const iso = (time: string) => new Date(time).toISOString();
  return { ...job, created_at: iso(job.created_at), updated_at: iso(job.updated_at) };
}
