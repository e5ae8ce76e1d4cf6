/**
 * Issues with their states and decisions. States are kept 256 to a line, apart from the issues: to
 * resolve very many is then to write few lines.
 */
import type { Sql } from "@rollcall/event-store";
import type { PendingQuery, Row as PgRow } from "postgres";
import {
  type IssueStatus,
  kinds,
  lineOf,
  OPEN,
  RESOLVED_ALONE,
  STATES_ISSUES,
  type StatesRow,
  statusOf,
  UNASKED,
  WITHDRAWN,
} from "../fold/issue_states.ts";
import type { BulkResolutionRow, IssueRow, JobRow, ResolutionRow } from "../fold/model.ts";
import { RowIds } from "../lists/row_ids.ts";
import type { IssueChoice, IssueRecord } from "./job_records.ts";
import { MAX_INT } from "./max_int.ts";
import { issueRecord } from "./resolutions.ts";
import { type Dated, undated } from "./stored_job.ts";

/** The methods are described in job_records.ts. */
export class StoredIssues {
  constructor(readonly sql: Sql, readonly job: JobRow) {}

  async issues(
    filter: IssueChoice,
    after: number,
    limit: number,
  ): Promise<IssueRecord[]> {
    const found = await this.#statesBehind(filter, after, limit);
    return await this.#recordsOf(await this.#issues([...found.keys()]), found);
  }

  async issuesOf(numbers: readonly number[]): Promise<Map<number, IssueRecord>> {
    const issues = await this.#issues(numbers);
    const states = await this.#statesOf(issues.map((issue) => issue.number));
    const records = await this.#recordsOf(issues, states);
    return new Map(records.map((issue) => [issue.number, issue]));
  }

  /** By number. */
  async #issues(numbers: readonly number[]): Promise<IssueRow[]> {
    if (numbers.length === 0) return [];
    return await this.sql<IssueRow[]>`
      select * from read_models.opened_issues
       where job_id = ${this.job.id} and number = any(${[...numbers]}::int[])
       order by number`;
  }

  /** The rows that issues of a type, or in a state, are about; of WITHDRAWN ones none. */
  async rowsAsked(about: { status?: "OPEN"; type?: string }): Promise<RowIds> {
    return RowIds.of((await this.#asked(about)).flatMap((issue) => issue.row_ids));
  }

  /** Numbers of the issues about at least one of these rows, ascending. */
  async issuesAbout(filter: IssueChoice, rows: RowIds): Promise<number[]> {
    const asked = await this.#asked(filter);
    return asked.filter((issue) => issue.row_ids.some((id) => rows.has(id)))
      .map((issue) => issue.number)
      .sort((a, b) => a - b);
  }

  /** Issues of a type, or in a state, by what they are about; WITHDRAWN ones only where asked for. */
  async #asked(
    { status, type }: { status?: IssueStatus | undefined; type?: string | undefined },
  ): Promise<Pick<IssueRow, "number" | "row_ids">[]> {
    const { sql } = this;
    return await sql<Pick<IssueRow, "number" | "row_ids">[]>`
      select i.number, i.row_ids
        from read_models.issue_states s
       cross join lateral (
             select number, type, row_ids from read_models.opened_issues o
              where o.job_id = s.job_id
                and o.number between s.first_number and s.first_number + ${STATES_ISSUES - 1}
              order by number
              limit ${STATES_ISSUES}
             ) i
       where s.job_id = ${this.job.id} ${type ? sql`and i.type = ${type}` : sql``}
         and ${inState(sql, sql`s.states[i.number - s.first_number + 1]`, status)}`;
  }

  async decidedOn(rowIds: readonly number[]): Promise<IssueRecord[]> {
    const issues = await this.sql<IssueRow[]>`
      select i.job_id, i.number, i.type, i.key, i.offered, coalesce(about.ids, '{}') as row_ids
        from read_models.opened_issues i
       cross join lateral (
             select array_agg(id) as ids from unnest(i.row_ids) as r (id)
              where id = any(${[...rowIds]}::int[])
             ) about
       where i.job_id = ${this.job.id} and (i.offered is not null or about.ids is not null)
       order by i.number`;
    const states = await this.#statesOf(issues.map((issue) => issue.number));
    const records = await this.#recordsOf(issues, states);
    return records.filter(({ status }) => status === "RESOLVED");
  }

  async rowsWithIssue(
    type: IssueRow["type"],
    rowIds: readonly number[],
  ): Promise<Set<number>> {
    const issues = await this.sql<Pick<IssueRow, "number" | "row_ids">[]>`
      select number, row_ids from read_models.opened_issues
       where job_id = ${this.job.id} and type = ${type} and row_ids && ${[...rowIds]}::int[]`;
    const states = await this.#statesOf(issues.map((issue) => issue.number));
    const shown = issues.filter(({ number }) => statusOf(states.get(number)!) !== "WITHDRAWN");
    return new Set(rowIds).intersection(new Set(shown.flatMap((issue) => issue.row_ids)));
  }

  /**
   * States by number, of the first `limit` matching issues after a number. Reads one line per 256
   * issues, in growing steps: a rare filter reads them all.
   */
  async #statesBehind(
    { status, type }: IssueChoice,
    after: number,
    limit: number,
  ): Promise<Map<number, number>> {
    const { sql } = this;
    const found = new Map<number, number>();
    let from = Math.min(after, MAX_INT - STATES_ISSUES) + 1;
    for (let lines = Math.ceil(limit / STATES_ISSUES) + 1;; lines *= 2) {
      const some = await sql<{ first_number: number; places: number[]; states: number[] }[]>`
        select s.first_number, f.places, f.states
          from read_models.issue_states s
         cross join lateral (
               select array_agg(u.place order by u.place) as places,
                      array_agg(u.state order by u.place) as states
                 from unnest(s.states, s.types) with ordinality as u (state, type, place)
                where s.first_number + u.place > ${from} and ${inState(sql, sql`u.state`, status)}
                  ${type ? sql`and u.type = ${kinds.indexOf(type)}` : sql``}
               ) f
         where s.job_id = ${this.job.id} and s.first_number > ${from - STATES_ISSUES}
           and f.places is not null
         order by s.first_number
         limit ${lines}`;
      for (const { first_number, places, states } of some) {
        places.forEach((place, i) => {
          if (found.size < limit) found.set(first_number + Number(place) - 1, states[i]!);
        });
      }
      if (found.size === limit || some.length < lines) return found;
      from = some.at(-1)!.first_number + STATES_ISSUES;
    }
  }

  /** States by number. */
  async #statesOf(numbers: number[]): Promise<Map<number, number>> {
    const wanted = [...new Set(numbers.map(lineOf))];
    const lines = wanted.length === 0 ? [] : await this.sql<StatesRow[]>`
      select first_number, states from read_models.issue_states
       where job_id = ${this.job.id} and first_number = any(${wanted}::int[])`;
    const statesOf = new Map(lines.map((line) => [line.first_number, line.states]));
    return new Map(numbers.map((number) => {
      const first = lineOf(number);
      return [number, statesOf.get(first)?.[number - first] ?? UNASKED];
    }));
  }

  /** Issues with their decisions: each of its own by its number, those with others by their line. */
  async #recordsOf(issues: IssueRow[], states: Map<number, number>): Promise<IssueRecord[]> {
    const { sql, job } = this;
    const own = issues.filter(({ number }) => states.get(number) === RESOLVED_ALONE).map((i) =>
      i.number
    );
    const ordinals = [...new Set(states.values())].filter((state) => state > 0);
    const single = own.length === 0 ? [] : await sql<Dated<ResolutionRow, "resolved_at">[]>`
      select * from read_models.single_resolutions
       where job_id = ${job.id} and number = any(${own}::int[])`;
    const bulk = ordinals.length === 0 ? [] : await sql<Dated<BulkResolutionRow, "resolved_at">[]>`
      select * from read_models.bulk_resolutions
       where job_id = ${job.id} and ordinal = any(${ordinals}::int[])`;
    const resolutions = {
      single: new Map(single.map((row) => [row.number, undated("resolved_at")(row)])),
      bulk: new Map(bulk.map((row) => [row.ordinal, undated("resolved_at")(row)])),
    };
    return issues.map((issue) => issueRecord(issue, states.get(issue.number)!, resolutions));
  }
}

/** Whether an issue that is shown has a status; any where none is named. */
function inState(
  sql: Sql,
  state: PendingQuery<PgRow[]>,
  status: IssueStatus | undefined,
): PendingQuery<PgRow[]> {
  switch (status) {
    case undefined:
      return sql`${state} not in (${UNASKED}, ${WITHDRAWN})`;
    case "OPEN":
      return sql`${state} = ${OPEN}`;
    case "WITHDRAWN":
      return sql`${state} = ${WITHDRAWN}`;
    case "RESOLVED":
      return sql`(${state} > ${UNASKED} or ${state} = ${RESOLVED_ALONE})`;
  }
}
