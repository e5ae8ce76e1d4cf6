/** Two processes on one database: what one erases, the other forgets. */
import assert from "node:assert/strict";
import { eventually } from "./testing/fixture.ts";
import { within } from "./testing/within.ts";
import { connect } from "./connect.ts";
import { eraser, followErasures } from "./erasures.ts";
import { newId } from "./ids.ts";
import { type AccountStore, type Fixture, noted, storeOn, storeTest } from "./testing/accounts.ts";
import { transaction } from "./transaction.ts";

const FOREVER = 600_000;

/** An account with a key and an event, which another process has read and keeps the key of. */
async function keptElsewhere(
  { store, database }: Fixture,
  test: (elsewhere: AccountStore, accountId: string) => Promise<void>,
): Promise<void> {
  const accountId = newId();
  await transaction(store.sql, async (tx) => {
    await store.keyring.create(tx, accountId);
    const events = [noted(accountId, "asked for Anna")];
    await store.appendIn(tx, [{ stream: `account-${accountId}`, expectedVersion: 0, events }]);
  });
  const sql = connect(database.url, { name: "elsewhere", max: 2 });
  const elsewhere = storeOn(sql);
  try {
    assert.ok(await reads(elsewhere), "it was read");
    await test(elsewhere, accountId);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const reads = async (store: AccountStore) => (await store.readLog(0))[0]!.personal !== null;

const ended = (owner: Fixture["owner"]) =>
  owner`
    select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and query ilike 'listen%'`;

storeTest("erasures: another process refuses an erased subject within a second", async (world) => {
  await keptElsewhere(world, async (elsewhere, accountId) => {
    const told: string[] = [];
    // Woken by the notification alone: there is no other look for as long as the test runs.
    const options = { pollMs: FOREVER, erased: (accountIds: string[]) => told.push(...accountIds) };
    const following = await followErasures(elsewhere, options);
    await world.store.keyring.erase(accountId);
    const forgotten = eventually("it reads no more", async () => !await reads(elsewhere));
    await within(1_000, forgotten);
    assert.deepEqual(new Set(told), new Set([accountId]));
    await following.stop();
  });
});

storeTest(
  "erasures, negative twin: a process that does not follow them reads on",
  async (world) => {
    await keptElsewhere(world, async (elsewhere, accountId) => {
      await world.store.keyring.erase(accountId);
      assert.ok(await reads(elsewhere));
    });
  },
);

storeTest("erasures: a lost notification costs one interval", async (world) => {
  await keptElsewhere(world, async (elsewhere, accountId) => {
    const following = await followErasures(elsewhere, { pollMs: 5 });
    const { sql } = world;
    await sql`delete from keyring.job_key where job_id = ${accountId}`;
    await sql`insert into keyring.erased_job (job_id) values (${accountId})`;
    await eventually("it reads no more", async () => !await reads(elsewhere));
    await following.stop();
  });
});

storeTest("erasures: a listener that was cut off catches up on those since", async (world) => {
  await keptElsewhere(world, async (elsewhere, accountId) => {
    const following = await followErasures(elsewhere, { pollMs: FOREVER });
    const { sql, owner } = world;
    await transaction(sql, async (tx) => {
      await world.store.keyring.erase(accountId, tx);
      // The commit's notification finds nobody.
      assert.equal((await ended(owner)).length, 1);
    });
    await eventually("it reads no more", async () => !await reads(elsewhere));
    await following.stop();
  });
});

storeTest("erasures: one that commits late is not missed by the looks before it", async (world) => {
  await keptElsewhere(world, async (elsewhere, accountId) => {
    const look = eraser(elsewhere.keyring);
    await transaction(world.sql, async (tx) => {
      await world.store.keyring.erase(accountId, tx);
      await look();
    });
    await look();
    assert.ok(!await reads(elsewhere));
  });
});

storeTest("erasures: the mark is part of the unit of work, and stays", async ({ sql, store }) => {
  const [accountId, kept] = [newId(), newId()];
  const create = (id: string) => transaction(sql, (tx) => store.keyring.create(tx, id));
  await create(accountId);
  await create(kept);
  await store.keyring.erase(accountId);
  const rolledBack = transaction(sql, async (tx) => {
    await store.keyring.erase(kept, tx);
    throw new Error("rolled back");
  });
  await assert.rejects(rolledBack, /rolled back/);
  assert.deepEqual(await store.keyring.erasedOf([accountId, kept]), new Set([accountId]));
  await create(accountId);
  assert.equal((await store.keyring.get([accountId])).size, 0, "no second key");
  for (
    const attempt of [
      "delete from keyring.erased_job",
      "update keyring.erased_job set job_id = job_id",
    ]
  ) {
    await assert.rejects(async () => await sql.unsafe(attempt), { code: "42501" }, attempt);
  }
});
