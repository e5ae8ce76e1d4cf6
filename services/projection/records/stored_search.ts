/**
 * Searches the rows of a job as they are now. Postgres goes through the job's chunks once, whatever
 * is asked: there is no index to choose and nothing to join. Edited rows are few and come along, made
 * by the same function as everywhere, so that what an edit means is not said in SQL again.
 */
import { columnKeys, type Row } from "@rollcall/contacts";
import { valueAt } from "@rollcall/contracts";
import type { PendingQuery, Row as PgRow } from "postgres";
import { intoOf } from "../lists/merges.ts";
import { RowIds } from "../lists/row_ids.ts";
import type { ListRow } from "../fold/model.ts";
import { rowsNow } from "./rows_now.ts";
import type { Condition, Search } from "./search.ts";
import type { StoredRecords } from "./stored_records.ts";

/** Edited rows that are laid over in one go: between two pages others get their turn. */
const PAGE_ROWS = 250;

/** A place in what a search finds. */
export interface Found {
  /** ids in the order that was asked for, at most `limit` */
  ids: number[];
  /** how many there are in all */
  total: number;
}

export interface SearchPage {
  /** the last row of the page before */
  after: number | undefined;
  limit: number;
}

/** @param list where only its rows are looked at, as they were when it was made */
export async function searchRows(
  records: StoredRecords,
  search: Search,
  { after, limit }: SearchPage,
  list?: ListRow,
): Promise<Found> {
  const { sql, job } = records;
  const edited = await records.editedRows(list?.position);
  const added = await records.editedKeys(list?.position);
  const chosen = list?.chosen_columns ?? job.chosen_columns;
  const fields = chosen.map(({ field }) => field);
  const keys = [...new Set([...columnKeys(job.columns), ...added, ...fields])];
  const cells = await editedCells(records, edited, keys, list);

  // A little longer than the rows: Postgres refuses to look behind a set's end.
  const bits = (ids: RowIds) => ids.padded(job.total_rows + 8);
  const isIn = (ids: RowIds) => sql`get_bit(${bits(ids)}::bytea, row.id) = 1`;
  const listed = list && RowIds.parse(list.row_ids);
  // Looked up first: a piece of SQL that is awaited is run.
  const sets = new Map<Condition, RowIds | undefined>();
  for (const condition of search.conditions) sets.set(condition, await rowsOf(records, condition));
  const conditions: PendingQuery<PgRow[]>[] = [
    ...listed ? [isIn(listed)] : [],
    ...search.text === "" ? [] : [anywhere(search.text)],
    ...search.conditions.map(conditionSql),
  ];
  const value = search.order && text(search.order.key);
  const last = value && after !== undefined
    ? (await rowsNow(records, [after], list)).get(after)
    : undefined;
  const behind = after === undefined ? sql`true` : behindSql(last);
  const order = value
    ? sql`${value} = '', lower(${value}) ${search.order!.descending ? sql`desc` : sql`asc`}, row.id`
    : sql`row.id`;

  const found = await sql<{ id: number; total: number }[]>`
    with row as materialized (
      select c.first_row_id + r.place::int - 1 as id, r.cells
        from read_models.row_chunks c
       cross join lateral jsonb_array_elements(c.rows) with ordinality as r (cells, place)
       where c.job_id = ${job.id}
         and get_bit(${bits(RowIds.of(edited))}::bytea, c.first_row_id + r.place::int - 1) = 0
       union all
      select id, cells
        from jsonb_to_recordset(${cells}::text::jsonb) as e (id int, cells jsonb)
    ), hit as materialized (
      select row.* from row where ${all(conditions)}
    )
    select row.id, (select count(*) from hit)::int as total
      from hit as row
     where ${behind}
     order by ${order}
     limit ${limit}`;
  return { ids: found.map(({ id }) => id), total: found[0]?.total ?? 0 };

  function all(parts: PendingQuery<PgRow[]>[]): PendingQuery<PgRow[]> {
    return parts.reduce((sum, part) => sql`${sum} and ${part}`, sql`true`);
  }

  /** A value as text, without spaces around it; empty where the row has none. */
  function text(key: string): PendingQuery<PgRow[]> {
    // Postgres would count a place below 0 from the end.
    const at = (name: string) =>
      keys.includes(name) ? sql`row.cells -> 3 ->> ${keys.indexOf(name)}::int` : sql`null`;
    // Only an edited row has something in the place of a field that a column was named for.
    const named = chosen.find(({ field }) => field === key);
    const read = sql`btrim(coalesce(${at(key)}, ${named ? at(named.key) : sql`null`}, ''))`;
    if (key === "email") return sql`coalesce(nullif(row.cells ->> 1, ''), ${read})`;
    if (key === "phone") return sql`coalesce(row.cells -> 4 ->> 'phone', ${read})`;
    return read;
  }

  /** In the JSON of all values, in which the text is written as JSON writes it. */
  function anywhere(words: string): PendingQuery<PgRow[]> {
    const written = JSON.stringify(words).slice(1, -1);
    return sql`(strpos(lower(row.cells ->> 3), lower(${written})) > 0
      or strpos(lower(coalesce(row.cells ->> 1, '')), lower(${words})) > 0
      or strpos(coalesce(row.cells -> 4 ->> 'phone', ''), ${words}) > 0)`;
  }

  function conditionSql(condition: Condition): PendingQuery<PgRow[]> {
    const rows = sets.get(condition);
    switch (condition.on) {
      case "warning":
        return sql`coalesce(row.cells -> 4 -> 'warnings' @> ${sql.json([condition.code])}, false)`;
      case "issue":
        return isIn(rows!);
      case "state":
        if (!rows) return sql`false`;
        return condition.state === "excluded" ? sql`not ${isIn(rows)}` : isIn(rows);
      case "value": {
        const value = text(condition.key);
        switch (condition.op) {
          case "is":
            return sql`lower(${value}) = lower(${condition.text.trim()})`;
          case "contains":
            return sql`strpos(lower(${value}), lower(${condition.text})) > 0`;
          case "empty":
            return sql`${value} = ''`;
          case "filled":
            return sql`${value} <> ''`;
        }
      }
    }
  }

  function behindSql(before: Row | undefined): PendingQuery<PgRow[]> {
    if (!value || !before) return sql`row.id > ${after!}`;
    const { key, descending } = search.order!;
    const shown = key === "email" ? before.email : key === "phone" ? before.phone : null;
    const at = (shown ?? valueAt(before.values, key)).trim();
    const further = descending
      ? sql`lower(${value}) < lower(${at})`
      : sql`lower(${value}) > lower(${at})`;
    const same = sql`(lower(${value}) = lower(${at}) and row.id > ${after!})`;
    if (at === "") return sql`(${value} = '' and row.id > ${after!})`;
    return sql`(${value} = '' or ${further} or ${same})`;
  }
}

/** Edited rows as their chunks would hold them, as a JSON array: made a page at a time. */
async function editedCells(
  records: StoredRecords,
  edited: number[],
  keys: string[],
  list: ListRow | undefined,
): Promise<string> {
  const pieces: string[] = [];
  for (let at = 0; at < edited.length; at += PAGE_ROWS) {
    const rows = await rowsNow(records, edited.slice(at, at + PAGE_ROWS), list);
    for (const row of rows.values()) {
      pieces.push(JSON.stringify({ id: row.id, cells: cellsOf(row, keys) }));
    }
  }
  return `[${pieces.join(",")}]`;
}

/**
 * The rows that a condition is about, where it is about a set of them: none while no list stands. Of
 * excluded ones it is all others.
 */
async function rowsOf(records: StoredRecords, condition: Condition): Promise<RowIds | undefined> {
  if (condition.on === "issue") return await records.rowsAsked({ type: condition.type });
  if (condition.on !== "state") return undefined;
  if (condition.state === "open") return await records.rowsAsked({ status: "OPEN" });
  const { list_version } = records.job;
  const standing = list_version === null ? undefined : await records.list(list_version);
  if (!standing || condition.state === "contact") return standing && RowIds.parse(standing.row_ids);
  const merged = intoOf(await records.merges(standing.version)).keys();
  if (condition.state === "merged") return RowIds.of(merged);
  return RowIds.of([...RowIds.parse(standing.row_ids).behind(), ...merged]);
}

/** As a chunk holds a row. */
function cellsOf(row: Row, keys: string[]): unknown[] {
  const notes = { warnings: row.warnings, ...(row.phone !== null && { phone: row.phone }) };
  return [row.line, row.email, row.problems, keys.map((key) => valueAt(row.values, key)), notes];
}
