/**
 * Prepares the read models of a new database: the registry and the first generation, live and
 * empty.
 */
import { connect, ensureSchema, type Sql, transaction, Wake } from "@rollcall/event-store";
import { accountMigrations } from "@rollcall/platform/accounts/schema.ts";
import { isOf } from "./compatibility.ts";
import { fingerprint } from "./fingerprint.ts";
import { GENERATION } from "./generation.ts";
import { grantMissing } from "./grants.ts";
import { isLockTimeout, limitLockWait } from "./lock_wait.ts";
import { projectionMigrations } from "./migrations.ts";
import {
  addGeneration,
  isShown,
  listGenerations,
  liveGeneration,
  showGeneration,
} from "./registry.ts";

const LOCK = 7_261_728;
const WAIT_MS = 30_000;
const POLL_MS = 200;

/**
 * The first process with the owner's login creates what is missing; the others wait.
 * @throws if no process does so within 30 s
 */
export async function prepareReadModels(sql: Sql, ownerUrl: string | undefined): Promise<void> {
  await ensureSchema(sql, ownerUrl, [...accountMigrations, projectionMigrations]);
  if (ownerUrl) return await makeFirst(ownerUrl);
  for (const deadline = Date.now() + WAIT_MS;;) {
    if ((await listGenerations(sql)).length > 0) return;
    if (Date.now() > deadline) {
      throw new Error("the database has no read models: run the migrations first");
    }
    await new Wake().wait(POLL_MS);
  }
}

/**
 * Gives the live generation the views of this code, where it is of this fold. In use for too long,
 * they stay as they are until the next start: no query of the services differs by them.
 */
async function showAnew(owner: Sql): Promise<void> {
  try {
    await transaction(owner, async (tx) => {
      await limitLockWait(tx);
      // A swap changes this line before it changes the views.
      await tx`select from read_models.generation where state = 'live' for update`;
      const live = await liveGeneration(tx);
      if (!isOf(live) || await isShown(tx, live.number)) return;
      await showGeneration(tx, live.number);
    });
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
  }
}

/** The owner finds the views by their names alone, as in `select * from raw_rows`. */
const findReadModels = `
do $$ begin
  if not exists (
    select from pg_db_role_setting s
      join pg_database d on d.oid = s.setdatabase and d.datname = current_database()
      join pg_roles r on r.oid = s.setrole and r.rolname = current_user
     cross join unnest(s.setconfig) as c (setting)
     where c.setting like 'search_path=%')
  then
    execute format('alter role %I in database %I set search_path = "$user", public, read_models',
                   current_user, current_database());
  end if;
end $$`;

async function makeFirst(ownerUrl: string): Promise<void> {
  const owner = connect(ownerUrl, { name: "rollcall-migrate", max: 1 });
  try {
    await transaction(owner, async (tx) => {
      await tx`select pg_advisory_xact_lock(${LOCK})`;
      if ((await listGenerations(tx)).length === 0) await addGeneration(tx, GENERATION, "live");
      await tx`
        update read_models.generation set fingerprint = ${fingerprint}
         where fingerprint is null and fold = ${GENERATION}`;
      await grantMissing(tx, await listGenerations(tx));
    });
    await showAnew(owner);
    await owner.unsafe(findReadModels);
  } finally {
    // Without a timeout it would hang if the connection was lost at the wrong moment.
    await owner.end({ timeout: 2 });
  }
}
