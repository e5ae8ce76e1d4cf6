/**
 * Promises 1 and 2 over a dump and a restore into a fresh cluster: readers go on from their old
 * checkpoints, writers from their old versions. A log that orders by transaction ids cannot.
 */
import assert from "node:assert/strict";
import { moveCheckpoint, readCheckpoint } from "./checkpoint.ts";
import { connect, type Sql } from "./connect.ts";
import { newId } from "./ids.ts";
import { takeLease } from "./lease.ts";
import { ensureSchema } from "./migrations.ts";
import { dump, restore } from "./testing/dump.ts";
import {
  type AccountStore,
  type Fixture,
  noted,
  request,
  storeOn,
  storeTest,
} from "./testing/accounts.ts";
import { type FreshCluster, startFreshCluster } from "./testing/fresh_cluster.ts";
import {
  appendToXidLog,
  awaitXidLog,
  FROM_THE_START,
  installXidLog,
  readXidLog,
  useUpTransactionIds,
  XID_TABLES,
} from "./testing/xid_log.ts";
import { transaction } from "./transaction.ts";

const TABLES = [
  ...["event", "stream", "checkpoint", "lease"].map((table) => `event_store.${table}`),
  "keyring.job_key",
  "keyring.erased_job",
];
const subscription = "projection-1";

let cluster: Promise<FreshCluster> | undefined;
Deno.test.afterAll(async () => await (await cluster)?.stop());

restoreTest(
  "promise 2: after a restore a reader goes on from its old checkpoint, nothing lost or twice",
  async (source, target) => {
    const { seen, appended } = await fill(source);
    await restore(target.owner, await dump(source.owner, TABLES));

    const from = await readCheckpoint(target.sql, subscription);
    const rest = await target.store.readLog(from);
    assert.deepEqual([...seen, ...rest.map((e) => e.id)], appended);
    assert.deepEqual(rest.map((e) => e.position), rest.map((_, i) => from + 1 + i));
    assert.equal(
      await moveCheckpoint(target.sql, { subscription, from, to: from + rest.length }),
      true,
    );
    const [sealed] = await Array.fromAsync(target.store.readStream(`account-${accountId}`));
    assert.deepEqual(sealed!.personal, { note: "Anna called" });

    const ids = [newId(), newId(), newId()];
    await target.store.append(request("account-a", 40, ids[0]!, ids[1]!));
    await target.store.append(request("account-new", 0, ids[2]!));
    const fresh = await target.store.readLog(appended.length);
    assert.deepEqual(fresh.map((e) => [e.position, e.stream, e.version, e.id]), [
      [appended.length + 1, "account-a", 41, ids[0]],
      [appended.length + 2, "account-a", 42, ids[1]],
      [appended.length + 3, "account-new", 1, ids[2]],
    ]);
  },
);

restoreTest(
  "promise 1: after a restore old ids are duplicates, old versions conflict, old fences stand",
  async (source, target) => {
    const { appended } = await fill(source);
    const fence = await takeLease(source.sql, "relay", "of the old cluster", 60_000);
    // What is committed after the dump's snapshot is not in it, in no table.
    const late = request("account-a", 40, newId());
    const dumped = await dump(source.owner, TABLES, () => source.store.append(late));
    await restore(target.owner, dumped);

    assert.equal(await target.store.head(), appended.length);
    assert.deepEqual(await target.store.append(request("account-a", 0, appended[0]!)), {
      outcome: "duplicate",
      position: 1,
      versions: new Map([["account-a", 1]]),
    });
    assert.equal(
      (await target.store.append(request("account-a", 39, newId()))).outcome,
      "conflict",
    );
    assert.deepEqual(await target.store.append(late), {
      outcome: "appended",
      position: appended.length + 1,
      versions: new Map([["account-a", 41]]),
    });
    assert.equal(await takeLease(target.sql, "relay", "of the new cluster", 60_000), null);
    assert.equal(await takeLease(target.sql, "relay", "of the old cluster", 60_000), fence);
    for (
      const attempt of ["delete from event_store.event", "update event_store.event set bytes=0"]
    ) {
      await assert.rejects(
        async () => await target.sql.unsafe(attempt),
        { code: "42501" },
        attempt,
      );
    }
  },
);

restoreTest(
  "promise 2, negative twin: a log read by transaction ids loses old and new over a restore",
  async (source, target) => {
    await Promise.all([installXidLog(source.owner), installXidLog(target.owner)]);
    await useUpTransactionIds(source.owner, 20_000);
    const [before, after] = [[newId(), newId(), newId()], [newId(), newId()]];
    for (const id of before) await appendToXidLog(source.owner, id);
    const old = await awaitXidLog(source.owner, FROM_THE_START, before.length);
    assert.deepEqual(old.map((e) => e.id), before, "where it was written it can be read");

    await restore(target.owner, await dump(source.owner, XID_TABLES));
    await target.owner.unsafe(
      "select setval('xid_log.event_position_seq', (select max(position) from xid_log.event))",
    );
    for (const id of after) await appendToXidLog(target.owner, id);
    const newReader = await awaitXidLog(target.owner, FROM_THE_START, after.length);
    assert.deepEqual(newReader.map((e) => e.id), after, "a new reader sees nothing old");
    assert.deepEqual(
      await readXidLog(target.owner, old.at(-1)!),
      [],
      "an old reader sees nothing new",
    );
  },
);

interface Restored {
  sql: Sql;
  owner: Sql;
  store: AccountStore;
}

/** Runs a test with a filled-in source and an empty, migrated database in a fresh cluster. */
function restoreTest(name: string, test: (from: Fixture, to: Restored) => Promise<void>): void {
  storeTest(name, async (source) => {
    const { url, ownerUrl } = await (cluster ??= startFreshCluster());
    const sql = connect(url, { name: "test-restored", max: 2 });
    const owner = connect(ownerUrl, { name: "test-restored-owner", max: 1 });
    try {
      await owner.unsafe("drop schema if exists event_store, keyring cascade");
      await ensureSchema(sql, ownerUrl);
      await test(source, { sql, owner, store: storeOn(sql) });
    } finally {
      await Promise.all([sql.end({ timeout: 1 }), owner.end({ timeout: 1 })]);
    }
  });
}

const accountId = newId();

/** 61 events on three streams, of which a reader has seen 23, in the order of the log. */
async function fill({ sql, store }: Fixture): Promise<{ seen: string[]; appended: string[] }> {
  const appended = Array.from({ length: 40 }, newId);
  for (const [version, id] of appended.entries()) {
    await store.append(request("account-a", version, id));
  }
  const sealed = noted(accountId, "Anna called");
  await transaction(sql, async (tx) => {
    await store.keyring.create(tx, accountId);
    await store.appendIn(tx, [{
      stream: `account-${accountId}`,
      expectedVersion: 0,
      events: [sealed],
    }]);
  });
  const others = Array.from({ length: 20 }, newId);
  await store.append(request("account-b", 0, ...others));
  appended.push(sealed.id, ...others);
  const seen = await store.readLog(0, { maxEvents: 23 });
  await moveCheckpoint(sql, { subscription, from: 0, to: seen.at(-1)!.position });
  return { seen: seen.map((e) => e.id), appended };
}
