/**
 * The schema can be spread over several databases by job: every table that grows with jobs has a key
 * that begins with the job, or with a stream, which is one job's (docs/operations/scaling.md).
 */
import assert from "node:assert/strict";
import { connect, type Sql } from "@rollcall/event-store";
import { createDatabase } from "../../../tests/harness/postgres.ts";
import { readModels } from "../testing/template.ts";

/** Columns that say which job a row belongs to, by schema where the name alone does not. */
const OF_A_JOB = ["job_id", "stream_id"];
/** The table of jobs itself. */
const JOBS = /^read_models_g\d+\.jobs$/;

/** Tables that grow with users and what they do: they would stay together. */
const OF_USERS = /^(account|security)\./;

/** Tables with a row for each reader, lock or generation, however many jobs there are. */
const OF_THE_SYSTEM = new Set([
  "event_store.checkpoint",
  "event_store.lease",
  "event_store.migration",
  "read_models.generation",
]);

interface Key {
  name: string;
  first: string | null;
}

/** Each table with the first column of each of its unique keys. */
async function keysOf(sql: Sql): Promise<Map<string, string[]>> {
  const rows = await sql<Key[]>`
    select n.nspname || '.' || c.relname as name, a.attname as first
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      left join pg_index i on i.indrelid = c.oid and i.indisunique
      left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
     where c.relkind in ('r', 'p') and n.nspname !~ '^pg_|^information_schema$'`;
  const tables = Map.groupBy(rows, ({ name }) => name);
  return new Map(
    [...tables].map(([name, keys]) => [name, keys.flatMap(({ first }) => first ?? [])]),
  );
}

function unready(tables: Map<string, string[]>): string[] {
  return [...tables].filter(([name, keys]) => {
    const ofJob = JOBS.test(name) ? ["id"] : OF_A_JOB;
    return !OF_THE_SYSTEM.has(name) && !OF_USERS.test(name) &&
      !keys.some((first) => ofJob.includes(first));
  }).map(([name]) => name);
}

Deno.test("every table that grows with jobs has a key that begins with the job", async () => {
  const database = await createDatabase(readModels);
  const sql = connect(database.ownerUrl, { name: "test", max: 1 });
  try {
    const tables = await keysOf(sql);
    assert.ok(tables.size > 12, `${tables.size} tables`);
    assert.deepEqual(unready(tables), []);
    await sql`create table read_models.by_row (id int primary key, job_id uuid)`;
    assert.deepEqual(unready(await keysOf(sql)), ["read_models.by_row"], "negative twin");
  } finally {
    await sql.end();
    await database.drop();
  }
});
