/**
 * Migrations that run exactly once, whichever process starts first: under a lock, in order,
 * recorded by the hash of their text. A table's migration never changes once it has run; a
 * function's may, and is then run again.
 */
import { createHash } from "node:crypto";
import { setTimeout as after } from "node:timers/promises";
import type { Sql } from "./connect.ts";
import { transaction } from "./transaction.ts";

export interface Migration {
  /** unique in its set; migrations run in the order of their names */
  name: string;
  sql: string;
  /** true for `create or replace`: run again whenever its text changes */
  repeatable?: boolean;
}

/** The key of the advisory lock under which migrations run. */
const LOCK = 7_261_727;
/** Of a whole set; it waits for another process's, too. */
const DEADLINE_MS = 60_000;
/** How long somebody who may not migrate waits for it, and how often they look. */
const WAIT_MS = 30_000;
const LOOK_AGAIN_MS = 200;

/**
 * Brings a set of migrations up to date.
 * @param owner a connection that may create schemas
 * @throws if the text of a migration that already ran has changed
 */
export async function migrate(owner: Sql, set: string, migrations: Migration[]): Promise<void> {
  if ((await pending(owner, set, migrations)).length === 0) return;
  await transaction(owner, async (tx) => {
    // Only the deadline limits it: a statement may wait for another process's whole migration.
    await tx`set local statement_timeout = 0`;
    await tx`select pg_advisory_xact_lock(${LOCK})`;
    await tx`create schema if not exists event_store`;
    await tx`
      create table if not exists event_store.migration (
        set text, name text, hash text not null, ran_at timestamptz not null default now(),
        primary key (set, name))`;
    for (const migration of await pending(tx, set, migrations)) {
      await tx.unsafe(migration.sql);
      await tx`
        insert into event_store.migration (set, name, hash)
        values (${set}, ${migration.name}, ${hashOf(migration)})
            on conflict (set, name) do update set hash = excluded.hash, ran_at = now()`;
    }
  }, { deadlineMs: DEADLINE_MS });
}

/**
 * Waits until a set is up to date, for a service that may not migrate. @throws after `timeoutMs`
 */
export async function awaitMigrations(
  sql: Sql,
  set: string,
  migrations: Migration[],
  timeoutMs = WAIT_MS,
): Promise<void> {
  for (const deadline = Date.now() + timeoutMs;;) {
    const missing = await pending(sql, set, migrations);
    if (!missing.length) return;
    if (Date.now() > deadline) {
      const names = missing.map((m) => m.name).join(", ");
      throw new Error(`the database lacks the migrations ${names} of ${set}; run them first`);
    }
    await after(LOOK_AGAIN_MS);
  }
}

async function pending(
  sql: Pick<Sql, "unsafe">,
  set: string,
  migrations: Migration[],
): Promise<Migration[]> {
  const [table] = await sql.unsafe("select to_regclass('event_store.migration') as name");
  const rows = table!.name === null ? [] : await sql.unsafe<{ name: string; hash: string }[]>(
    "select name, hash from event_store.migration where set = $1",
    [set],
  );
  const ran = new Map(rows.map((row) => [row.name, row.hash]));
  return migrations.filter((migration) => {
    const hash = ran.get(migration.name);
    if (hash && hash !== hashOf(migration) && !migration.repeatable) {
      throw new Error(`migration ${set}/${migration.name} has changed since it ran; add a new one`);
    }
    return hash !== hashOf(migration);
  });
}

const hashOf = (m: Migration) => createHash("sha256").update(m.sql).digest("hex");
