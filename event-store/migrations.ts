/** The event store's own migrations, in order. */
import eventStore from "./sql/001_event_store.sql" with { type: "text" };
import keyring from "./sql/002_keyring.sql" with { type: "text" };
import erasedMarks from "./sql/003_erased_job.sql" with { type: "text" };
import wrappedKey from "./sql/004_wrapped_key.sql" with { type: "text" };
import append from "./sql/functions/append.sql" with { type: "text" };
import ensureRole from "./sql/functions/ensure_role.sql" with { type: "text" };
import moveCheckpoint from "./sql/functions/move_checkpoint.sql" with { type: "text" };
import readHeaders from "./sql/functions/read_headers.sql" with { type: "text" };
import readLog from "./sql/functions/read_log.sql" with { type: "text" };
import readNewest from "./sql/functions/read_newest.sql" with { type: "text" };
import readStream from "./sql/functions/read_stream.sql" with { type: "text" };
import takeLease from "./sql/functions/take_lease.sql" with { type: "text" };
import grants from "./sql/grants.sql" with { type: "text" };
import type { Sql } from "./connect.ts";
import { connect } from "./connect.ts";
import { awaitMigrations, migrate, type Migration } from "./migrate.ts";

export const eventStoreMigrations: Migration[] = [
  { name: "001_event_store", sql: eventStore },
  { name: "002_keyring", sql: keyring },
  { name: "003_erased_job", sql: erasedMarks },
  { name: "004_wrapped_key", sql: wrappedKey },
  { name: "functions/append", sql: append, repeatable: true },
  { name: "functions/read_log", sql: readLog, repeatable: true },
  { name: "functions/read_newest", sql: readNewest, repeatable: true },
  { name: "functions/read_headers", sql: readHeaders, repeatable: true },
  { name: "functions/read_stream", sql: readStream, repeatable: true },
  { name: "functions/move_checkpoint", sql: moveCheckpoint, repeatable: true },
  { name: "functions/take_lease", sql: takeLease, repeatable: true },
  { name: "functions/ensure_role", sql: ensureRole, repeatable: true },
  { name: "grants", sql: grants, repeatable: true },
];

export interface MigrationSet {
  name: string;
  migrations: Migration[];
}

/**
 * Ensures that the event store and the given sets are up to date: migrates with the owner's login
 * if there is one, else waits for another process to do it.
 *
 * ```ts
 * const tables = { name: "001_mail", sql: "create schema mail; create table mail.sent (id uuid)" };
 * await ensureSchema(sql, ownerUrl, [{ name: "mail", migrations: [tables] }]);
 * ```
 */
export async function ensureSchema(
  sql: Sql,
  ownerUrl: string | undefined,
  sets: MigrationSet[] = [],
): Promise<void> {
  const all = [{ name: "event_store", migrations: eventStoreMigrations }, ...sets];
  if (!ownerUrl) {
    for (const { name, migrations } of all) await awaitMigrations(sql, name, migrations);
    return;
  }
  const owner = connect(ownerUrl, { name: "rollcall-migrate", max: 1 });
  try {
    for (const { name, migrations } of all) await migrate(owner, name, migrations);
  } finally {
    // Without a timeout it would hang if the connection was lost at the wrong moment.
    await owner.end({ timeout: 2 });
  }
}
