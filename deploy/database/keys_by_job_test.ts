/**
 * The schema can be spread over several databases by job: every table of a prepared database that
 * grows with jobs has a key that begins with the job, or with a stream, which is one job's
 * (docs/operations/scaling.md).
 */
import assert from "node:assert/strict";
import { connect, newRingLine, type Sql } from "@rollcall/event-store";
import { createDatabase, servicePassword } from "../../tests/harness/postgres.ts";
import { credentialsOf, readSettings } from "../local/settings.ts";
import { prepareDatabase } from "./prepare.ts";

/** Columns that say which job a row belongs to. */
const OF_A_JOB = ["job_id", "stream_id"];
/** The table of jobs itself. */
const JOBS = /^read_models_g\d+\.jobs$/;

/** Tables that grow with users and what they do: they would stay together. */
const OF_USERS = new Set([
  "account.closed",
  "account.retention",
  "security.entry",
  "session.revoked",
  "upload.uploaded_hour",
]);
/** A schema of nothing else: identity does not know of jobs. */
const IDENTITY = /^identity\./;

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

/** Each table with the first column of each of its keys, by which every row of it is found. */
async function keysOf(sql: Sql): Promise<Map<string, string[]>> {
  const rows = await sql<Key[]>`
    select n.nspname || '.' || c.relname as name, a.attname as first
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      left join pg_index i on i.indrelid = c.oid and i.indisunique and i.indpred is null
      left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
     where c.relkind in ('r', 'p') and n.nspname !~ '^pg_|^information_schema$'`;
  const tables = Map.groupBy(rows, ({ name }) => name);
  return new Map(
    [...tables].map(([name, keys]) => [name, keys.flatMap(({ first }) => first ?? [])]),
  );
}

const isOfOthers = (name: string) =>
  OF_THE_SYSTEM.has(name) || OF_USERS.has(name) || IDENTITY.test(name);

function unready(tables: Map<string, string[]>): string[] {
  return [...tables].filter(([name, keys]) => {
    const ofJob = JOBS.test(name) ? ["id"] : OF_A_JOB;
    return !isOfOthers(name) && !keys.some((first) => ofJob.includes(first));
  }).map(([name]) => name).sort();
}

/** Tables whose names, without their schemas, a page does not have as a word. */
function unnamed(names: Iterable<string>, page: string): string[] {
  const words = new Set(page.match(/\w+/g));
  return [...names].filter((name) => !words.has(name.split(".")[1]!)).sort();
}

Deno.test("every table that grows with jobs has a key that begins with the job", async (t) => {
  const database = await createDatabase();
  const logins = credentialsOf(readSettings(".", { ROLLCALL_DB_PASSWORD: servicePassword }));
  const masterKey = { MASTER_KEY: newRingLine() };
  const { ownerUrl } = database;
  const sql = connect(ownerUrl, { name: "test", max: 1 });
  try {
    await prepareDatabase({ ownerUrl, logins, masterKey });
    const tables = await keysOf(sql);
    // Of every schema of ours, those of single services too.
    const found = ["event_store", "keyring", "upload", "account", "read_models_g"].filter((
      schema,
    ) => tables.keys().some((name) => name.startsWith(schema) && !isOfOthers(name)));
    assert.equal(found.length, 5, `only ${found}`);
    assert.deepEqual(unready(tables), []);
    await t.step("docs/streams.md names every table", async () => {
      assert.deepEqual(unnamed(tables.keys(), await Deno.readTextFile("docs/streams.md")), []);
      assert.deepEqual(unnamed(["upload.new_table"], "upload: kept_file"), ["upload.new_table"]);
    });
    const gone = [...OF_USERS, ...OF_THE_SYSTEM].filter((name) => !tables.has(name));
    assert.deepEqual(gone, [], "is exempt, and there no more");

    const broken = {
      "account.by_user": "(user_id text, job_id uuid, primary key (user_id, job_id))",
      "keyring.by_time": "(at timestamptz primary key, job_id uuid)",
      "read_models.keyless": "(job_id uuid)",
      "upload.by_number": "(id bigint primary key, job_id uuid)",
    };
    await t.step("negative twin: tables without one are found, in any schema", async () => {
      for (const [name, columns] of Object.entries(broken)) {
        await sql.unsafe(`create table ${name} ${columns}`);
      }
      // Only some of its rows have this key.
      await sql`create unique index on read_models.keyless (job_id) where job_id is null`;
      assert.deepEqual(unready(await keysOf(sql)), Object.keys(broken));
    });
  } finally {
    await sql.end();
    await database.drop();
  }
});
