/** Writes a batch's changes in a few bulk statements, whatever its size. */
import type { TransactionSql } from "@rollcall/event-store";
import type { Changes, Undoing } from "../fold/model.ts";
import { isOfFew, numbersOf, undoneAmong } from "../fold/undoing.ts";
import { type TableName, tableNames } from "../schema/tables.ts";
import { storableJson } from "./json.ts";
import { insertChunks } from "./row_chunks.ts";

/** Applies `changes` to the tables of `schema`, as part of a transaction. */
export async function writeChanges(
  tx: TransactionSql,
  schema: string,
  changes: Changes,
): Promise<void> {
  const table = (name: TableName) => `${schema}.${name}`;

  await removeJobs(tx, table, changes.jobsDeleted);
  await insertChunks(tx, table("row_chunks"), changes.chunks);
  await undoEdits(tx, table("row_edits"), changes.editsUndone);
  await upsertAll(tx, [
    upsert(table("opened_issues"), ["job_id", "number"], changes.issues),
    upsert(table("issue_states"), ["job_id", "first_number"], changes.states),
    upsert(table("single_resolutions"), ["job_id", "number"], changes.resolutions),
    upsert(table("bulk_resolutions"), ["job_id", "ordinal"], changes.bulkResolutions),
    upsert(table("row_edits"), ["job_id", "row_id", "position", "ordinal"], changes.edits),
    upsert(table("contact_lists"), ["job_id", "version"], changes.lists),
    upsert(table("list_merges"), ["job_id", "version", "position"], changes.merges),
    upsert(table("row_exclusions"), ["job_id", "position"], changes.exclusions),
    upsert(table("jobs"), ["id"], changes.jobs),
    upsert(table("job_events"), ["job_id", "position"], changes.history),
  ]);
}

async function removeJobs(
  tx: TransactionSql,
  table: (name: TableName) => string,
  ids: string[],
): Promise<void> {
  if (ids.length === 0) return;
  for (const name of tableNames) {
    const key = name === "jobs" ? tx`id` : tx`job_id`;
    await tx`delete from ${tx(table(name))} where ${key} = any(${ids}::uuid[])`;
  }
}

interface Upsert {
  /** the statement, which finds its rows as JSON in the parameter of that number */
  sql: (parameter: number) => string;
  rows: object[];
}

/** A row's properties are all the columns of its table, in any order. */
function upsert<Row extends object>(
  table: string,
  key: (keyof Row & string)[],
  rows: Row[],
): Upsert {
  const columns = Object.keys(rows[0] ?? {});
  const others = columns.filter((column) => !key.some((name) => name === column));
  const list = (names: string[]) => names.map((name) => `"${name}"`).join(", ");
  const sql = (parameter: number) => `
    insert into ${table} (${list(columns)})
    select ${list(columns)} from json_populate_recordset(null::${table}, $${parameter}::text::json)
    on conflict (${list(key)}) do update
    set (${list(others)}) = row (${others.map((name) => `excluded."${name}"`).join(", ")})`;
  return { sql, rows };
}

/**
 * One statement, in which each table is written by a part of its own: a decision changes four of
 * them, and would wait for four answers. Postgres keeps the plan of each combination.
 */
async function upsertAll(tx: TransactionSql, upserts: Upsert[]): Promise<void> {
  const some = upserts.filter(({ rows }) => rows.length > 0);
  const parts = some.map(({ sql }, i) => sql(i + 1));
  const last = parts.pop();
  if (last === undefined) return;
  const named = parts.map((part, i) => `part_${i} as (${part})`);
  const text = (named.length > 0 ? `with ${named.join(", ")}` : "") + last;
  await tx.unsafe(text, some.map(({ rows }) => storableJson(rows)), { prepare: true });
}

/** One statement for all that are taken back alike; what was taken back between matters. */
async function undoEdits(tx: TransactionSql, table: string, undone: Undoing[]): Promise<void> {
  for (let from = 0; from < undone.length;) {
    const isNewest = undone[from]!.newest;
    let to = from + 1;
    // Of one issue the newest may be taken back again and again.
    if (!isNewest) { while (to < undone.length && !undone[to]!.newest) to++; }
    if (isNewest) await undoNewest(tx, table, undone[from]!);
    else await undoAll(tx, table, undone.slice(from, to));
    from = to;
  }
}

async function undoNewest(
  tx: TransactionSql,
  table: string,
  undone: Undoing,
): Promise<void> {
  const { job_id, position } = undone;
  await tx`
    update ${tx(table)} as t set undone_position = ${position}
      from (
           select distinct on (number) row_id, position, ordinal from ${tx(table)}
            where job_id = ${job_id} and undone_position is null
              and number = any(${[...numbersOf(undone)]}::int[])
            order by number, position desc, ordinal desc
           ) newest
     where t.job_id = ${job_id} and t.row_id = newest.row_id and t.position = newest.position
       and t.ordinal = newest.ordinal`;
}

async function undoAll(tx: TransactionSql, table: string, undone: Undoing[]): Promise<void> {
  const edited = undone.every(isOfFew)
    ? new Map<string, number[]>()
    : await editedIssues(tx, table, undone);
  // If several undo the same, only the first has an effect.
  const first = new Map<string, { job_id: string; number: number; position: number }>();
  for (const one of undone) {
    const { job_id, position } = one;
    const numbers = isOfFew(one) ? numbersOf(one) : undoneAmong(one, edited.get(job_id) ?? []);
    for (const number of numbers) {
      const key = `${job_id}.${number}`;
      if (!first.has(key)) first.set(key, { job_id, number, position });
    }
  }
  const all = [...first.values()];
  if (all.length === 0) return;
  await tx`
    update ${tx(table)} as t set undone_position = u.position
      from unnest(${all.map((ref) => ref.job_id)}::uuid[],
                  ${all.map((ref) => ref.number)}::int[],
                  ${all.map((ref) => ref.position)}::bigint[]) as u (job_id, number, position)
     where t.job_id = u.job_id and t.number = u.number and t.undone_position is null`;
}

/** Numbers of the issues with valid edits, by job. */
async function editedIssues(
  tx: TransactionSql,
  table: string,
  undone: Undoing[],
): Promise<Map<string, number[]>> {
  const jobs = [...new Set(undone.map(({ job_id }) => job_id))];
  const rows = await tx<{ job_id: string; numbers: number[] }[]>`
    select job_id, array_agg(distinct number) as numbers from ${tx(table)}
     where job_id = any(${jobs}::uuid[]) and undone_position is null
     group by job_id`;
  return new Map(rows.map(({ job_id, numbers }) => [job_id, numbers]));
}
