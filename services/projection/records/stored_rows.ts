/**
 * Rows as they were read, out of the chunks that they are kept in: one by one by the chunk that each
 * must be in, or whole chunks, whichever is less work.
 */
import type { Row } from "@rollcall/contacts";
import type { Sql } from "@rollcall/event-store";
import type { PendingQuery, Row as PgRow } from "postgres";
import type { ChunkRow, JobRow, StoredRow } from "../fold/model.ts";
import { CHUNK_ROWS, rowsOfChunk } from "../fold/rows.ts";
import type { RowIds } from "../lists/row_ids.ts";
import type { RowPlace } from "./job_records.ts";
import { MAX_INT } from "./max_int.ts";

/** Chunks that one statement brings. */
const PAGE_CHUNKS = 40;
/** Up to this many rows are picked one by one; for more, whole chunks are read, */
const PICKED_ROWS = 400;
/** and also if there are more than this many per chunk: picking unpacks a chunk for every row. */
const DENSE_ROWS = 4;
/** With up to this many per chunk, Postgres filters the chunk's rows. */
const SIFTED_ROWS = CHUNK_ROWS / 2;

/** The methods are described in job_records.ts. */
export class StoredRows {
  constructor(readonly sql: Sql, readonly job: JobRow) {}

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

  async firstRead(keys: readonly string[], among: RowIds): Promise<Map<string, RowPlace>> {
    const first = new Map<string, RowPlace>();
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
}

const endOf = ({ first_row_id, rows }: ChunkRow) => first_row_id + rows.length;
