/**
 * A job's records in the read models' tables. No statement leaves the planner a choice that matters:
 * each looks a job's lines up by the primary key, alone or as a range of it, and joins nothing, so
 * that it does not matter what the statistics know of a job that came a second ago.
 */
import type { Row } from "@rollcall/contacts";
import type { Sql } from "@rollcall/event-store";
import type { PendingQuery, Row as PgRow } from "postgres";
import {
  type IssueStatus,
  kinds,
  lineOf,
  OPEN,
  SETTLED,
  STATES_ISSUES,
  type StatesRow,
  statusOf,
  UNASKED,
  WITHDRAWN,
} from "../fold/issue_states.ts";
import {
  type BulkResolutionRow,
  type ChunkRow,
  type EditRow,
  type ExclusionRow,
  FILLS,
  type HistoryRow,
  type IssueRow,
  type JobRow,
  type ListRow,
  type MergesRow,
  type ResolutionRow,
  type StoredRow,
} from "../fold/model.ts";
import { CHUNK_ROWS, rowsOfChunk } from "../fold/rows.ts";
import { excludedIn } from "../lists/excluded_rows.ts";
import { RowIds } from "../lists/row_ids.ts";
import type {
  HistoryChoice,
  IssueChoice,
  JobRecords,
  Place,
  RowChoice,
  SettledIssue,
} from "./job_records.ts";
import { settledIssue } from "./resolutions.ts";

/** Chunks that one statement brings. */
const PAGE_CHUNKS = 40;
/** So many rows are picked one by one; of more the whole chunks are read, */
const PICKED_ROWS = 400;
/** and also where so many of them stand in each: whoever picks takes a chunk apart for every row. */
const DENSE_ROWS = 4;
/** Of so many rows in each chunk, or fewer, the others are left in Postgres: it sifts them out. */
const SIFTED_ROWS = CHUNK_ROWS / 2;
/** What Postgres can hold as a row's id or an issue's number. */
const MAX_INT = 2 ** 31 - 1;

export class StoredRecords implements JobRecords {
  /** @param isErased where `sql` is a replica's, which may not have heard of it: asks the primary */
  constructor(
    readonly sql: Sql,
    readonly job: JobRow,
    readonly isErased: (jobId: string) => Promise<boolean> = () => Promise.resolve(false),
  ) {}

  async jobNow(): Promise<JobRow | undefined> {
    const [job, isErased] = await Promise.all([
      readJob(this.sql, this.job.id),
      this.isErased(this.job.id),
    ]);
    return isErased ? undefined : job;
  }

  async rowsFrom(id: number, limit: number): Promise<Row[]> {
    const rows: Row[] = [];
    for (let next = Math.max(1, id); rows.length < limit && next <= MAX_INT;) {
      const wanted = Math.ceil((limit - rows.length) / CHUNK_ROWS) + 1;
      const chunks = await this.#chunksFrom(next, Math.min(wanted, PAGE_CHUNKS));
      if (chunks.length === 0) break;
      for (const chunk of chunks) {
        for (const row of rowsOfChunk(chunk, this.job)) {
          if (row.id >= next && rows.length < limit) rows.push(row);
        }
      }
      next = endOf(chunks.at(-1)!);
    }
    return rows;
  }

  async rows(ids: readonly number[]): Promise<Map<number, Row>> {
    const wanted = new Set(ids.filter((id) => id <= MAX_INT));
    const found = new Map<number, Row>();
    if (wanted.size === 0) return found;
    const sorted = [...wanted].sort((a, b) => a - b);
    const first = sorted[0]!, last = sorted.at(-1)!;
    const perChunk = wanted.size / ((last - first) / CHUNK_ROWS + 1);
    if (wanted.size <= PICKED_ROWS && perChunk <= DENSE_ROWS) return await this.#pick(sorted);
    const isSifted = perChunk <= SIFTED_ROWS && wanted.size <= PICKED_ROWS;
    if (isSifted) return await this.#sift(sorted);
    for (let next = first; next <= last;) {
      const chunks = await this.#chunksFrom(next, PAGE_CHUNKS, last);
      if (chunks.length === 0) break;
      for (const chunk of chunks) {
        for (const row of rowsOfChunk(chunk, this.job)) {
          if (wanted.has(row.id)) found.set(row.id, row);
        }
      }
      next = endOf(chunks.at(-1)!);
    }
    return found;
  }

  rowsWithKey(keys: readonly string[]): Promise<number[]> {
    return this.#rowsWith(this.#readKey, keys);
  }

  rowsWithEmail(emails: readonly string[]): Promise<number[]> {
    return this.#rowsWith(this.sql`r.cells ->> 1`, emails);
  }

  async keysRead(among: RowIds): Promise<Set<string>> {
    const lines = await this.sql<{ keys: string[] }[]>`
      select f.keys
        from read_models.row_chunks c
       cross join lateral (
             select array_agg(distinct ${this.#readKey}) as keys
               from jsonb_array_elements(c.rows) with ordinality as r (cells, place)
              where ${this.#isIn(among)} and ${this.#readKey} is not null
             ) f
       where c.job_id = ${this.job.id} and f.keys is not null`;
    return new Set(lines.flatMap(({ keys }) => keys));
  }

  async firstRead(keys: readonly string[], among: RowIds): Promise<Map<string, Place>> {
    const first = new Map<string, Place>();
    if (keys.length === 0) return first;
    const lines = await this.sql<{ found: [key: string, id: number, line: number][] }[]>`
      select f.found
        from read_models.row_chunks c
       cross join lateral (
             select jsonb_agg(jsonb_build_array(key, c.first_row_id + place - 1,
                      (c.rows -> (place - 1) ->> 0)::int)) as found
               from (
                    select ${this.#readKey} as key, min(r.place)::int as place
                      from jsonb_array_elements(c.rows) with ordinality as r (cells, place)
                     where ${this.#isIn(among)}
                       -- Looked up in a hash table, by a plan for any texts too.
                       and (${this.#readKey} in (select unnest(${[...keys]}::text[]))) is true
                     group by 1
                    ) k
             ) f
       where c.job_id = ${this.job.id} and f.found is not null
       order by c.first_row_id`;
    for (const { found } of lines) {
      for (const [key, id, line] of found) if (!first.has(key)) first.set(key, { id, line });
    }
    return first;
  }

  async edits(of: RowChoice, position?: number): Promise<Map<number, EditRow[]>> {
    const { sql, job } = this;
    const chosen = of === "all"
      ? sql``
      : "ids" in of
      ? sql`and row_id = any(${of.ids.filter((id) => id <= MAX_INT)}::int[])`
      : sql`and row_id between ${of.from} and ${Math.min(of.to, MAX_INT)}`;
    const edits = await sql<EditRow[]>`
      select * from read_models.row_edits
       where job_id = ${job.id} ${chosen} and ${this.#held(position)}
       order by row_id, position, ordinal`;
    return Map.groupBy(edits, (edit) => edit.row_id);
  }

  async editsMadeFor(numbers: readonly number[]): Promise<Map<number, EditRow[]>> {
    const edits = numbers.length === 0 ? [] : await this.sql<EditRow[]>`
      select * from read_models.row_edits
       where job_id = ${this.job.id} and number = any(${[...numbers]}::int[])
         and undone_position is null
       order by number, position, ordinal`;
    return Map.groupBy(edits, (edit) => edit.number);
  }

  /** Ids of the rows that have an edit, now or as a list has them; as `edits` says. */
  async editedRows(position?: number): Promise<number[]> {
    const rows = await this.sql<{ row_id: number }[]>`
      select distinct row_id from read_models.row_edits
       where job_id = ${this.job.id} and ${this.#held(position)}
       order by row_id`;
    return rows.map((row) => row.row_id);
  }

  async rowsReaddressed(position?: number): Promise<number[]> {
    const rows = await this.sql<{ row_id: number }[]>`
      select distinct row_id from read_models.row_edits
       where job_id = ${this.job.id} and ${this.#held(position)} and values -> 'email' is not null
       order by row_id`;
    return rows.map((row) => row.row_id);
  }

  async rowsEditedBetween(position: number, other: number): Promise<number[]> {
    const [from, to] = [Math.min(position, other), Math.max(position, other)];
    const rows = await this.sql<{ row_id: number }[]>`
      select distinct row_id from read_models.row_edits
       where job_id = ${this.job.id}
         and (position <= ${from} and coalesce(undone_position > ${from}, true))
          <> (position <= ${to} and coalesce(undone_position > ${to}, true))
       order by row_id`;
    return rows.map((row) => row.row_id);
  }

  async editedKeys(position?: number): Promise<string[]> {
    const rows = await this.sql<{ key: string }[]>`
      select distinct k.key
        from read_models.row_edits e
       cross join lateral json_object_keys(e.values) as k (key)
       where e.job_id = ${this.job.id} and ${this.#held(position)}`;
    return rows.map((row) => row.key).sort();
  }

  async issues(
    filter: IssueChoice,
    after: number,
    limit: number,
  ): Promise<SettledIssue[]> {
    const found = await this.#statesBehind(filter, after, limit);
    return await this.#settled(await this.#issues([...found.keys()]), found);
  }

  async issuesOf(numbers: readonly number[]): Promise<Map<number, SettledIssue>> {
    const issues = await this.#issues(numbers);
    const states = await this.#statesOf(issues.map((issue) => issue.number));
    const settled = await this.#settled(issues, states);
    return new Map(settled.map((issue) => [issue.number, issue]));
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
  async rowsAsked({ status, type }: { status?: "OPEN"; type?: string }): Promise<RowIds> {
    const { sql } = this;
    const lines = await sql<{ row_ids: number[] }[]>`
      select i.row_ids
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
    return RowIds.of(lines.flatMap((line) => line.row_ids));
  }

  async decidedOn(rowIds: readonly number[]): Promise<SettledIssue[]> {
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
    const settled = await this.#settled(issues, states);
    return settled.filter(({ status }) => status === "RESOLVED");
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

  async history(choice: HistoryChoice, limit: number): Promise<HistoryRow[]> {
    const { after = 0, newestFirst, types, byRule, actor } = choice;
    const { sql } = this;
    const isBehind = newestFirst
      ? after === 0 ? sql`` : sql`and position < ${after}`
      : sql`and position > ${after}`;
    const isByRule = byRule === undefined
      ? sql``
      : byRule
      ? sql`and batch_id is not null`
      : sql`and batch_id is null`;
    const isBy = actor === undefined ? sql`` : sql`and actor is not distinct from ${actor}`;
    const rows = await sql<Dated<HistoryRow, "at">[]>`
      select * from read_models.job_events
       where job_id = ${this.job.id} ${isBehind}
         and not is_further ${
      types ? sql`and type = any(${[...types]})` : sql``
    } ${isByRule} ${isBy}
       order by position ${newestFirst ? sql`desc` : sql``}
       limit ${limit}`;
    return rows.map(undated("at"));
  }

  async newestOf(types: readonly string[], limit: number): Promise<HistoryRow[]> {
    return (await this.history({ newestFirst: true, types }, limit)).reverse();
  }

  async commandEnds(commands: readonly string[]): Promise<Map<string, number>> {
    if (commands.length === 0) return new Map();
    const rows = await this.sql<{ command: string; position: number }[]>`
      select command, max(position) as position from read_models.job_events
       where job_id = ${this.job.id} and command = any(${[...commands]})
       group by command`;
    return new Map(rows.map(({ command, position }) => [command, position]));
  }

  async entries(positions: readonly number[]): Promise<Map<number, HistoryRow>> {
    if (positions.length === 0) return new Map();
    const rows = await this.sql<Dated<HistoryRow, "at">[]>`
      select * from read_models.job_events
       where job_id = ${this.job.id} and position = any(${[...positions]}::bigint[])`;
    return new Map(rows.map((row) => [row.position, undated("at")(row)]));
  }

  async listsBefore(version: number, limit: number): Promise<ListRow[]> {
    const rows = await this.sql<Dated<ListRow, "finalized_at">[]>`
      select * from read_models.contact_lists
       where job_id = ${this.job.id} and version < ${Math.min(version, MAX_INT)}
       order by version desc
       limit ${limit}`;
    return rows.map(undated("finalized_at"));
  }

  async list(version: number): Promise<ListRow | undefined> {
    const [list] = await this.listsBefore(version + 1, 1);
    return list?.version === version ? list : undefined;
  }

  async merges(version: number): Promise<MergesRow[]> {
    return await this.sql<MergesRow[]>`
      select * from read_models.list_merges
       where job_id = ${this.job.id} and version = ${Math.min(version, MAX_INT)}
       order by position`;
  }

  async excludedRows(): Promise<RowIds> {
    return excludedIn(
      await this.sql<ExclusionRow[]>`
      select * from read_models.row_exclusions where job_id = ${this.job.id} order by position`,
    );
  }

  /** Which edits hold, see `edits`. */
  #held(position?: number): PendingQuery<PgRow[]> {
    const { sql } = this;
    return position === undefined
      ? sql`undone_position is null and number <> ${FILLS}`
      : sql`position <= ${position} and coalesce(undone_position > ${position}, true)`;
  }

  /** The address that a row of a chunk was read with, as duplicates are told by. */
  get #readKey(): PendingQuery<PgRow[]> {
    return this.sql`coalesce(r.cells -> 4 ->> 'key', r.cells ->> 1)`;
  }

  /** Whether a row of a chunk is in a set. */
  #isIn(ids: RowIds): PendingQuery<PgRow[]> {
    // A little longer than the rows: Postgres refuses to look behind a set's end.
    const bits = ids.padded(this.job.total_rows + 8);
    return this.sql`get_bit(${bits}::bytea, c.first_row_id + r.place::int - 1) = 1`;
  }

  /** Rows whose `text` is one of these, as they were read. */
  async #rowsWith(text: PendingQuery<PgRow[]>, wanted: readonly string[]): Promise<number[]> {
    if (wanted.length === 0) return [];
    // A line for each chunk: a hundred thousand of them would be long to take apart.
    const found = await this.sql<{ ids: number[] }[]>`
      select f.ids
        from read_models.row_chunks c
       cross join lateral (
             select array_agg(c.first_row_id + r.place::int - 1 order by r.place) as ids
               from jsonb_array_elements(c.rows) with ordinality as r (cells, place)
               -- A condition of its own: looked up in a hash table, by a plan for any texts too.
              where (${text} in (select unnest(${[...wanted]}::text[]))) is true
             ) f
       where c.job_id = ${this.job.id} and f.ids is not null
       order by c.first_row_id`;
    return found.flatMap(({ ids }) => ids);
  }

  /** Each row by the chunk that it must be in: with its limit it is looked up by the key alone. */
  async #pick(ids: number[]): Promise<Map<number, Row>> {
    if (ids.length === 0) return new Map();
    const picked = await this.sql<{ id: number; cells: StoredRow | null }[]>`
      select w.id, c.rows -> (w.id - c.first_row_id) as cells
        from unnest(${ids}::int[]) as w (id)
       cross join lateral (
             select first_row_id, rows from read_models.row_chunks
              where job_id = ${this.job.id} and first_row_id <= w.id
              order by first_row_id desc
              limit 1
             ) c`;
    return new Map(picked.flatMap(({ id, cells }) => {
      if (!cells) return [];
      return rowsOfChunk({ first_row_id: id, rows: [cells] }, this.job).map((row) => [id, row]);
    }));
  }

  /** The rows out of their chunks, each of which is taken apart once, in Postgres. */
  async #sift(ids: number[]): Promise<Map<number, Row>> {
    const chunks = await this.sql<{ ids: number[]; rows: StoredRow[] }[]>`
      select f.ids, f.rows
        from read_models.row_chunks c
       cross join lateral (
             select array_agg(c.first_row_id + r.place::int - 1 order by r.place) as ids,
                    jsonb_agg(r.cells order by r.place) as rows
               from jsonb_array_elements(c.rows) with ordinality as r (cells, place)
              where c.first_row_id + r.place::int - 1 = any(${ids}::int[])
             ) f
       where c.job_id = ${this.job.id}
         and c.first_row_id between ${ids[0]! - CHUNK_ROWS} and ${ids.at(-1)!}
         and f.ids is not null
       order by c.first_row_id`;
    return new Map(
      chunks.flatMap(({ ids, rows }) =>
        rows.flatMap((cells, i) =>
          rowsOfChunk({ first_row_id: ids[i]!, rows: [cells] }, this.job)
            .map((row): [number, Row] => [row.id, row])
        )
      ),
    );
  }

  /** Chunks from the one on that holds the row, or the first behind it; none that begin behind `last`. */
  async #chunksFrom(id: number, limit: number, last = MAX_INT): Promise<ChunkRow[]> {
    return await this.sql<ChunkRow[]>`
      select * from read_models.row_chunks
       where job_id = ${this.job.id} and first_row_id > ${id - CHUNK_ROWS}
         and first_row_id + jsonb_array_length(rows) > ${id} and first_row_id <= ${last}
       order by first_row_id
       limit ${limit}`;
  }

  /**
   * States by number, of the first `limit` issues behind a number that are asked for. A line for each
   * 256 issues is gone through, in steps that grow: who asks for what is rare goes through them all.
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
  async #settled(issues: IssueRow[], states: Map<number, number>): Promise<SettledIssue[]> {
    const { sql, job } = this;
    const own = issues.filter(({ number }) => states.get(number) === SETTLED).map((i) => i.number);
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
    return issues.map((issue) => settledIssue(issue, states.get(issue.number)!, resolutions));
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
      return sql`(${state} > ${UNASKED} or ${state} = ${SETTLED})`;
  }
}

const endOf = ({ first_row_id, rows }: ChunkRow) => first_row_id + rows.length;

/** A job's line, whoever's it is; none of one that was erased. */
export async function readJob(sql: Sql, jobId: string): Promise<JobRow | undefined> {
  const [row] = await sql<StoredJob[]>`select * from read_models.jobs where id = ${jobId}`;
  return row && toJobRow(row);
}

/** A line of read_models.jobs as postgres.js reads it. */
export type StoredJob = Dated<JobRow, "created_at" | "updated_at"> & {
  /** why nothing more of it can be shown for now; null where nothing is wrong */
  set_aside: string | null;
};

/** The job; one that is set aside is FAILED to whoever looks, until it can be folded after all. */
export function toJobRow({ set_aside, ...row }: StoredJob): JobRow {
  const job = undated("created_at")(undated("updated_at")(row));
  if (set_aside === null) return job;
  const error = { code: SET_ASIDE, message: set_aside, headers: [] };
  return { ...job, status: "FAILED", error };
}

const SET_ASIDE = "SET_ASIDE";

/** Why a job is set aside, as `toJobRow` says it; null of one that is not. */
export function whyAside({ error }: JobRow): string | null {
  return error?.code === SET_ASIDE ? error.message : null;
}

/** A row as postgres.js reads it, with a Date where the fold has a text. */
export type Dated<Row, Field extends keyof Row> = Omit<Row, Field> & { [At in Field]: Date };

function undated<Field extends string>(field: Field) {
  return <Row extends { [At in Field]: Date }>(row: Row) =>
    ({ ...row, [field]: row[field].toISOString() }) as Omit<Row, Field> & { [At in Field]: string };
}
