/** Writes a batch's changes: one bulk statement a table and kind of change, however large it is. */
import type { TransactionSql } from "@rollcall/event-store";
import type { Changes, IssueRef, Undoing } from "../fold/model.ts";
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
  await upsert(tx, table("issues"), ["job_id", "number"], changes.issues);
  await remove(tx, table("issue_resolutions"), changes.resolutionsRemoved);
  await upsert(tx, table("issue_resolutions"), ["job_id", "number"], changes.resolutions);
  await undoEdits(tx, table("row_edits"), changes.editsUndone);
  await upsert(tx, table("row_edits"), ["job_id", "row_id", "position", "ordinal"], changes.edits);
  await upsert(tx, table("contact_lists"), ["job_id", "version"], changes.lists);
  await upsert(tx, table("list_merges"), ["job_id", "version", "position"], changes.merges);
  await upsert(tx, table("jobs"), ["id"], changes.jobs);
  await upsert(tx, table("job_events"), ["job_id", "position"], changes.history);
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

/** The properties of a row are the columns of its table: every one of them, in any order. */
async function upsert<Row extends object>(
  tx: TransactionSql,
  table: string,
  key: (keyof Row & string)[],
  rows: Row[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first);
  const others = columns.filter((column) => !key.some((name) => name === column));
  const list = (names: string[]) => names.map((name) => `"${name}"`).join(", ");
  await tx.unsafe(
    `insert into ${table} (${list(columns)})
     select ${list(columns)} from json_populate_recordset(null::${table}, $1::text::json)
     on conflict (${list(key)}) do update
     set (${list(others)}) = row (${others.map((name) => `excluded."${name}"`).join(", ")})`,
    [storableJson(rows)],
  );
}

async function remove(tx: TransactionSql, table: string, refs: IssueRef[]): Promise<void> {
  if (refs.length === 0) return;
  await tx`
    delete from ${tx(table)} as t
     using unnest(${refs.map((ref) => ref.job_id)}::uuid[],
                  ${refs.map((ref) => ref.number)}::int[]) as gone (job_id, number)
     where t.job_id = gone.job_id and t.number = gone.number`;
}

async function undoEdits(tx: TransactionSql, table: string, undone: Undoing[]): Promise<void> {
  if (undone.length === 0) return;
  await tx`
    update ${tx(table)} as t set undone_position = u.position
      from unnest(${undone.map((ref) => ref.job_id)}::uuid[],
                  ${undone.map((ref) => ref.number)}::int[],
                  ${undone.map((ref) => ref.position)}::bigint[]) as u (job_id, number, position)
     where t.job_id = u.job_id and t.number = u.number and t.undone_position is null`;
}
