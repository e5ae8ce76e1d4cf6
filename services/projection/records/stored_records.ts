/**
 * A job's records in the read models' tables. No statement leaves the planner a choice that matters:
 * each looks a job's lines up by the primary key, alone or as a range of it, and joins nothing, so
 * that it does not matter what the statistics know of a job that came a second ago.
 */
import type { Row } from "@rollcall/contacts";
import type { Sql } from "@rollcall/event-store";
import type { PendingQuery, Row as PgRow } from "postgres";
import {
  type ChunkRow,
  type EditRow,
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
import { RowIds } from "../lists/row_ids.ts";
import type { IssueChoice, JobRecords, RowChoice, SettledIssue } from "./job_records.ts";

/** Chunks that one statement brings. */
const PAGE_CHUNKS = 40;
/** So many rows are picked one by one; of more the whole chunks are read, */
const PICKED_ROWS = 400;
/** and also where so many of them stand in each: whoever picks takes a chunk apart for every row. */
const DENSE_ROWS = 4;
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
    const isDense = wanted.size > DENSE_ROWS * ((last - first) / CHUNK_ROWS + 1);
    if (wanted.size <= PICKED_ROWS && !isDense) return await this.#pick(sorted);
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
    return this.#rowsWith(this.sql`coalesce(r.cells -> 4 ->> 'key', r.cells ->> 1)`, keys);
  }

  rowsWithEmail(emails: readonly string[]): Promise<number[]> {
    return this.#rowsWith(this.sql`r.cells ->> 1`, emails);
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
    { status, type }: IssueChoice,
    after: number,
    limit: number,
  ): Promise<SettledIssue[]> {
    const { sql, job } = this;
    const issues = await sql<IssueRow[]>`
      select * from read_models.issues
       where job_id = ${job.id} and number > ${Math.min(after, MAX_INT)}
         and ${status ? sql`status = ${status}` : sql`status <> 'WITHDRAWN'`}
         ${type ? sql`and type = ${type}` : sql``}
       order by number
       limit ${limit}`;
    return await this.#withResolutions(issues);
  }

  /** The rows that issues of a type, or in a state, are about; of WITHDRAWN ones none. */
  async rowsAsked({ status, type }: { status?: "OPEN"; type?: string }): Promise<RowIds> {
    const { sql, job } = this;
    const issues = await sql<Pick<IssueRow, "row_ids">[]>`
      select row_ids from read_models.issues
       where job_id = ${job.id} and status <> 'WITHDRAWN'
         ${status ? sql`and status = ${status}` : sql``} ${type ? sql`and type = ${type}` : sql``}`;
    return RowIds.of(issues.flatMap((issue) => issue.row_ids));
  }

  async decidedOn(rowIds: readonly number[]): Promise<SettledIssue[]> {
    const issues = await this.sql<IssueRow[]>`
      select i.job_id, i.number, i.type, i.key, i.status, i.offered,
             coalesce(about.ids, '{}') as row_ids
        from read_models.issues i
       cross join lateral (
             select array_agg(id) as ids from unnest(i.row_ids) as r (id)
              where id = any(${[...rowIds]}::int[])
             ) about
       where i.job_id = ${this.job.id} and i.status = 'RESOLVED'
         and (i.offered is not null or about.ids is not null)
       order by i.number`;
    return await this.#withResolutions(issues);
  }

  async history(after: number, limit: number): Promise<HistoryRow[]> {
    const rows = await this.sql<Dated<HistoryRow, "at">[]>`
      select * from read_models.job_events
       where job_id = ${this.job.id} and position > ${after}
       order by position
       limit ${limit}`;
    return rows.map(undated("at"));
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

  /** Which edits hold, see `edits`. */
  #held(position?: number): PendingQuery<PgRow[]> {
    const { sql } = this;
    return position === undefined
      ? sql`undone_position is null and number <> ${FILLS}`
      : sql`position <= ${position} and coalesce(undone_position > ${position}, true)`;
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

  /** Chunks from the one on that holds the row, or the first behind it; none that begin behind `last`. */
  async #chunksFrom(id: number, limit: number, last = MAX_INT): Promise<ChunkRow[]> {
    return await this.sql<ChunkRow[]>`
      select * from read_models.row_chunks
       where job_id = ${this.job.id} and first_row_id > ${id - CHUNK_ROWS}
         and first_row_id + jsonb_array_length(rows) > ${id} and first_row_id <= ${last}
       order by first_row_id
       limit ${limit}`;
  }

  async #withResolutions(issues: IssueRow[]): Promise<SettledIssue[]> {
    const decided = issues.filter((issue) => issue.status === "RESOLVED").map((i) => i.number);
    const rows = decided.length === 0 ? [] : await this.sql<Dated<ResolutionRow, "resolved_at">[]>`
      select * from read_models.issue_resolutions
       where job_id = ${this.job.id} and number = any(${decided}::int[])`;
    const resolutions = new Map(rows.map((row) => [row.number, undated("resolved_at")(row)]));
    return issues.map((issue) => ({ ...issue, resolution: resolutions.get(issue.number) ?? null }));
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
