/**
 * Searches the rows of a job as they are now. Postgres goes through the job's chunks once, whatever
 * is asked, in two halves at once: there is no index to choose and nothing to join. Edited rows come
 * along.
 */
import { columnKeys, type Row, rowNow } from "@rollcall/contacts";
import { Buffer } from "node:buffer";
import { FILLS } from "../fold/model.ts";
import { RowIds } from "../lists/row_ids.ts";
import { cellsOf } from "./edited_cells.ts";
import { MAX_INT } from "./max_int.ts";
import { type Fragment, RowSql } from "./row_sql.ts";
import { rowsNow } from "./rows_now.ts";
import type { Condition, Search } from "./search.ts";
import { rowsMeant, type SearchedList } from "./search_sets.ts";
import type { StoredRecords } from "./stored_records.ts";
import { lookedFor } from "./text_sql.ts";

/** The fields that a contact shows otherwise than its row has them. */
const NORMALIZED: ReadonlySet<string> = new Set(["email", "phone"]);

/** A place in what a search finds. */
export interface Found {
  /** ids in the order that was asked for, at most `limit` */
  ids: number[];
  /** how many there are in all */
  total: number;
  /** for each of the keys that are counted */
  counts?: KeyCounts[];
  /** of the key whose values are listed */
  said?: ValueCounts;
}

/** Of a list's contacts, those that have a value under a key; see ColumnFill. */
export interface KeyCounts {
  /** what the filter `key:filled` finds */
  filled: number;
  distinct: number;
  normalized: number;
}

/** What stands under a key. */
export interface ValueCounts {
  /** different values, but for emptiness and long ones */
  distinct: number;
  /** rows without a value, and with a long one */
  empty: number;
  long: number;
  /** the most frequent first, at most VALUES */
  most: { value: string; rows: number }[];
}

/** Values that are listed of one key, */
const VALUES = 20_000;
/** none of them longer than this: longer texts are not worth grouping. */
const VALUE_CHARS = 200;

export interface SearchPage {
  /** the last row of the page before */
  after: number | undefined;
  /** the log position at which that page was read: its place is the one that it had then */
  at?: number | undefined;
  /** everything if left out: then in one pass, and without the sort values */
  limit?: number;
  /** keys whose values are counted, or one whose values are listed; then no ids are found */
  counted?: readonly string[];
  listed?: string;
}

/** Counts the values of a list's contacts under each key, all keys in one pass. */
export async function countValues(
  records: StoredRecords,
  keys: readonly string[],
  list: SearchedList,
): Promise<KeyCounts[]> {
  const none: Search = { text: "", conditions: [], order: undefined };
  const { counts } = await searchRows(records, none, { after: undefined, counted: keys }, list);
  return counts!;
}

/**
 * Searches what the API shows: of a row its values and the normalised address and phone, of a
 * contact its fields.
 * @param list to search only its contacts, as they were when it was made
 */
export async function searchRows(
  records: StoredRecords,
  search: Search,
  { after, at, limit, counted, listed: ofKey }: SearchPage,
  list?: SearchedList,
): Promise<Found> {
  const { sql, job } = records;
  // An edit changes values alone: where none is looked at, rows are what they were read as.
  const looks = counted !== undefined || ofKey !== undefined || looksAtValues(search);
  const edited = looks ? await records.editedRows(list?.position) : [];
  const [added, mark] = edited.length > 0
    ? await Promise.all([records.editedKeys(list?.position), records.editsMark()])
    : [[], ""];
  const chosen = list?.chosen_columns ?? job.chosen_columns;
  const fields = chosen.map(({ field }) => field);
  const keys = [...new Set([...columnKeys(job.columns), ...added, ...fields])];
  const row = new RowSql(sql, keys, chosen, list !== undefined);

  // A little longer than the rows: Postgres refuses to look behind a set's end.
  const bits = (ids: RowIds) => ids.padded(job.total_rows + 8);
  const isIn = (ids: RowIds) => sql`get_bit(${bits(ids)}::bytea, row.id) = 1`;
  const listed = list && RowIds.parse(list.row_ids);
  // Looked up first: a piece of SQL that is awaited is run.
  const sets = new Map<Condition, RowIds | undefined>();
  for (const condition of search.conditions) {
    sets.set(condition, await rowsMeant(records, condition, list));
  }
  // A list does not change; of rows an edit, or an undo, may have moved the cursor's row meanwhile.
  const cursor = !search.order || after === undefined
    ? undefined
    : !list && at !== undefined
    ? await rowThen(records, after, at)
    : edited.includes(after)
    ? (await rowsNow(records, [after], list)).get(after)
    : undefined;
  const conditions: Fragment[] = [
    ...listed ? [isIn(listed)] : [],
    ...search.text === "" ? [] : [row.anywhere(lookedFor(search.text))],
    ...search.conditions.map(conditionSql),
  ];
  const value = search.order && row.sortedBy(search.order.key);
  const compared = row.texts.compared("kept.value");
  const order = value
    ? sql`hit.value = '', hit.value ${search.order!.descending ? sql`desc` : sql`asc`}, hit.id`
    : sql`hit.id`;
  // The cursor's row may be one that is found no more. Its value is made by the same piece of SQL as
  // every other row's, so that there is one rule of what comes behind it.
  const last = value && after !== undefined
    ? sql`, last as materialized (
      select ${compared} as value from (select ${value} as value from (${
      rowAt(after)
    }) as row) as kept
    )`
    : sql``;

  if (counted) return await countedIn(WHOLE, counted);
  if (ofKey !== undefined) return await listedOf(ofKey);
  if (limit === undefined) return await foundIn(WHOLE);
  const parts = partsOf(job.total_rows);
  return merged(await Promise.all(parts.map(foundIn)), search.order, limit);

  /**
   * Of each row found, only its id and sort value are kept: 50,000 rows with their cells are more
   * than Postgres holds in memory.
   */
  async function foundIn(part: Part): Promise<FoundPart> {
    const changed = await editedIn(part);
    const [found] = await sql<FoundPart[]>`
      with hit as materialized (
        select kept.id, ${value ? compared : sql`null`} as value
          from (
               select row.id, ${value ?? sql`null`} as value
                 from (${chunks(part)} union all ${made(changed)}) as row
                where ${row.all(conditions)}
               -- So that a value is taken out of its row once.
               offset 0
               ) as kept
      )${last}, page as materialized (
        select hit.id, hit.value from hit
         where ${after === undefined ? sql`true` : behind(after)}
         order by ${order}
         limit ${limit ?? null}
      )
      select (select count(*) from hit)::int as total,
             array(select hit.id from page as hit order by ${order}) as ids,
             ${
      limit === undefined
        ? sql`'{}'`
        : sql`array(select hit.value from page as hit order by ${order})`
    }::text[] as values`;
    return found!;
  }

  /** Values are told apart by 64 bits of each: sorting those costs a fraction of sorting texts. */
  async function countedIn(part: Part, keys: readonly string[]): Promise<Found> {
    const changed = await editedIn(part);
    const column = (name: string) => sql`${sql(name)}`;
    const shown = (i: number) => column(`kept.shown${i}`);
    const isFilled = (i: number) => sql`not ${row.texts.isEmpty(shown(i))}`;
    const list = (parts: Fragment[]) => row.joined(parts, sql`,`, sql``);
    const each = (count: (i: number) => Fragment) => list(keys.map((_, i) => count(i)));
    const [found] = await sql<(Record<keyof KeyCounts, number[]> & { total: number })[]>`
      select count(*)::int as total,
             array[${each((i) => sql`count(*) filter (where ${isFilled(i)})`)}]::int[] as filled,
             array[${
      each((i) =>
        sql`count(distinct hashtextextended(${shown(i)}, 0)) filter (where ${isFilled(i)})`
      )
    }]::int[] as "distinct",
             array[${
      each((i) =>
        NORMALIZED.has(keys[i]!)
          ? sql`count(*) filter (where ${isFilled(i)}
              and not ${row.texts.isEmpty(column(`kept.written${i}`))}
              and ${row.texts.trimmedIfNeeded(column(`kept.written${i}`))} <> ${shown(i)})`
          : sql`0`
      )
    }]::int[] as normalized
        from (
             select ${
      each((i) => {
        const text = row.shown(keys[i]!, column(`taken.text${i}`));
        return sql`${text} as ${column(`shown${i}`)}, taken.${column(`written${i}`)}`;
      })
    }
               from (
                    select ${
      each((i) => {
        const [key, name] = [keys[i]!, column(`written${i}`)];
        const written = NORMALIZED.has(key) ? row.valueOf(key) : sql`null`;
        return sql`${row.sortedBy(key)} as ${column(`text${i}`)}, ${written} as ${name}`;
      })
    }
                      from (${chunks(part)} union all ${made(changed)}) as row
                     where ${row.all(conditions)}
                    -- So that a value is taken out of its row, and trimmed, once.
                    offset 0
                    ) as taken
             offset 0
             ) as kept`;
    const { total, filled, distinct, normalized } = found!;
    const counts = keys.map((_, i) => ({
      filled: filled[i]!,
      distinct: distinct[i]!,
      normalized: normalized[i]!,
    }));
    return { ids: [], total, counts };
  }

  /** The values as they are kept: whoever changes them has to name them so. */
  async function listedOf(key: string): Promise<Found> {
    const changed = await editedIn(WHOLE);
    const [found] = await sql<(ValueCounts & { total: number })[]>`
      with said as materialized (
        select value, count(*)::int as rows
          from (
               select ${row.valueOf(key)} as value
                 from (${chunks(WHOLE)} union all ${made(changed)}) as row
                where ${row.all(conditions)}
               ) v
         group by value
      ), counted as (
        select value, rows from said
         where not ${row.texts.isEmpty(sql`value`)} and length(value) <= ${VALUE_CHARS}
      )
      select coalesce((select sum(rows) from said), 0)::int as total,
             (select count(*) from counted)::int as distinct,
             coalesce((select sum(rows) from said where ${
      row.texts.isEmpty(sql`value`)
    }), 0)::int as empty,
             coalesce((select sum(rows) from said where length(value) > ${VALUE_CHARS}
                and not ${row.texts.isEmpty(sql`value`)}), 0)::int as long,
             coalesce((select jsonb_agg(m order by m.rows desc, m.value collate "C")
                from (select value, rows from counted
                       order by rows desc, value collate "C" limit ${VALUES}) m), '[]') as most`;
    const { total, ...said } = found!;
    return { ids: [], total, said };
  }

  /** The edited rows of a part as they are now, as chunks would hold them: goes with `chunks`. */
  async function editedIn({ from, to }: Part): Promise<string> {
    const ids = edited.filter((id) => id >= from && id <= to);
    return await records.editedCells.of(records, ids, { keys, mark, list });
  }

  function made(cells: string): Fragment {
    return sql`
      select id, cells from jsonb_to_recordset(${cells}::text::jsonb) as e (id int, cells jsonb)`;
  }

  /** The rows as they were read, but for those that are edited. */
  function chunks({ from, to }: Part): Fragment {
    const unedited = sql`
      and get_bit(${bits(RowIds.of(edited))}::bytea, c.first_row_id + r.place::int - 1) = 0`;
    return sql`
      select c.first_row_id + r.place::int - 1 as id, r.cells
        from read_models.row_chunks c
       cross join lateral jsonb_array_elements(c.rows) with ordinality as r (cells, place)
       where c.job_id = ${job.id} and c.first_row_id between ${from} and ${to}
         ${edited.length > 0 ? unedited : sql``}`;
  }

  /** One row, looked up by the chunk that it must be in; none where there is no such row. */
  function rowAt(id: number): Fragment {
    if (cursor) return sql`select ${JSON.stringify(cellsOf(cursor, keys))}::text::jsonb as cells`;
    return sql`
      select c.rows -> (${Math.min(id, MAX_INT)}::int - c.first_row_id) as cells
        from (
             select first_row_id, rows from read_models.row_chunks
              where job_id = ${job.id} and first_row_id <= ${Math.min(id, MAX_INT)}
              order by first_row_id desc
              limit 1
             ) c
       where ${Math.min(id, MAX_INT)}::int - c.first_row_id < jsonb_array_length(c.rows)`;
  }

  /** What comes behind the cursor's row; by its number alone where there is no such row. */
  function behind(id: number): Fragment {
    const further = sql`hit.id > ${Math.min(id, MAX_INT)}`;
    if (!value) return further;
    const at = sql`(select value from last)`;
    const beyond = search.order!.descending ? sql`hit.value < ${at}` : sql`hit.value > ${at}`;
    return sql`case
      when ${at} is null or hit.value = ${at} then ${further}
      when ${at} = '' then false
      else hit.value = '' or ${beyond} end`;
  }

  function conditionSql(condition: Condition): Fragment {
    const rows = sets.get(condition);
    switch (condition.on) {
      case "warning":
        return sql`coalesce(row.cells -> 4 -> 'warnings' @> ${sql.json([condition.code])}, false)`;
      case "warned":
        return row.any([
          sql`coalesce(jsonb_array_length(row.cells -> 4 -> 'warnings'), 0) > 0`,
          isIn(rows!),
        ]);
      case "issue":
      case "told":
        return isIn(rows!);
      case "state":
        if (!rows) return sql`false`;
        return condition.state === "excluded" ? sql`not ${isIn(rows)}` : isIn(rows);
      case "value":
        return row.holds(condition);
    }
  }
}

/** Rows of a job, by id. */
interface Part {
  from: number;
  to: number;
}

interface FoundPart extends Found {
  /** by what each of `ids` is sorted; null where that is its number */
  values: (string | null)[];
}

const WHOLE: Part = { from: 1, to: MAX_INT };

/** Two halves, which Postgres goes through at the same time. */
function partsOf(rows: number): Part[] {
  const middle = Math.max(1, rows >> 1);
  return [{ from: 1, to: middle }, { from: middle + 1, to: MAX_INT }];
}

/** What was found in all parts, in the order in which Postgres has each. */
function merged(parts: FoundPart[], order: Search["order"], limit: number): Found {
  const total = parts.reduce((sum, part) => sum + part.total, 0);
  const rows = parts.flatMap(({ ids, values }) => {
    return ids.map((id, i) => ({ id, value: Buffer.from(values[i] ?? "") }));
  });
  const sign = order?.descending ? -1 : 1;
  rows.sort((a, b) =>
    Number(a.value.length === 0) - Number(b.value.length === 0) ||
    sign * Buffer.compare(a.value, b.value) || a.id - b.id
  );
  return { total, ids: rows.slice(0, limit).map(({ id }) => id) };
}

const looksAtValues = ({ text, conditions, order }: Search): boolean =>
  text !== "" || order !== undefined || conditions.some(({ on }) => on === "value");

/** A row as it was at a position, without what was filled in for a list. */
async function rowThen(
  records: StoredRecords,
  id: number,
  position: number,
): Promise<Row | undefined> {
  const row = (await records.rows([id])).get(id);
  const edits = (await records.edits({ ids: [id] }, position)).get(id) ?? [];
  const made = edits.filter(({ number }) => number !== FILLS);
  const { chosen_columns: chosen, fold_gmail: foldGmail } = records.job;
  return row && rowNow(row, { chosen, edits: made, foldGmail });
}
