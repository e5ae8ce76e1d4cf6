import assert from "node:assert/strict";
import { newId } from "./ids.ts";
import { connect } from "./connect.ts";
import { HeldKeys } from "./held_keys.ts";
import { Keyring } from "./keyring.ts";
import type { MasterKey } from "./master_key.ts";
import { type AccountStore, noted, opened, storeOn, storeTest } from "./testing/accounts.ts";
import { transaction } from "./transaction.ts";

const open = (store: AccountStore, accountId: string) =>
  transaction(store.sql, async (tx) => {
    await store.keyring.create(tx, accountId);
    const events = [noted(accountId, "asked for Anna")];
    return await store.appendIn(tx, [{
      stream: `account-${accountId}`,
      expectedVersion: 0,
      events,
    }]);
  });

const personalOf = async (store: AccountStore) =>
  (await store.readLog(0)).map((event) => event.personal);

storeTest(
  "personal data: it is sealed in the log, and read with the subject's key",
  async ({ sql, store }) => {
    assert.equal((await open(store, newId())).outcome, "appended");
    const [row] = await sql`select data::text || sealed as text from event_store.event`;
    assert.doesNotMatch(row!.text, /Anna/);
    assert.deepEqual(await personalOf(store), [{
      note: "asked for Anna",
    }]);
    assert.deepEqual(await personalOf(storeOn(sql)), await personalOf(store));
  },
);

storeTest(
  "personal data: with the key it is gone for good, and the event stays",
  async ({ sql, store }) => {
    const accountId = newId();
    await open(store, accountId);
    await store.keyring.erase(accountId);
    for (const reader of [store, storeOn(sql)]) {
      const [event] = await reader.readLog(0);
      assert.equal(event!.personal, null);
      assert.deepEqual(event!.data, { accountId });
    }
    const [after] = [[noted(accountId, "more")]];
    const more = store.append([{
      stream: `account-${accountId}`,
      expectedVersion: 1,
      events: after!,
    }]);
    await assert.rejects(more, /Noted for account-.*: the subject's key is missing or erased/);
  },
);

storeTest("keyring: a key that made room for many others is read again", async ({ sql, store }) => {
  const ids = [newId(), newId(), newId(), newId()];
  for (const id of ids) await open(store, id);
  let now = 0;
  const clock = () => now;
  const keyring = new Keyring(sql, "unwrapped", clock, new HeldKeys(clock, 2));
  const keyOf = async (id: string) => (await keyring.get([id])).get(id)!;
  const first = await keyOf(ids[0]!);
  now = 61_000;
  for (const id of ids.slice(1)) await keyOf(id);
  now = 61_001;
  await keyring.get([ids[3]!, newId()]);
  assert.equal(first.hasEnded, true, "it made room");
  assert.equal((await keyOf(ids[0]!)).hasEnded, false);
});

storeTest("keyring: a key that was rolled back is not remembered", async ({ store }) => {
  const accountId = newId(), stream = `account-${accountId}`;
  const unit = transaction(store.sql, async (tx) => {
    await store.keyring.create(tx, accountId);
    assert.equal((await store.keyring.get([accountId], tx)).size, 1);
    throw new Error("rolled back");
  });
  await assert.rejects(unit, /rolled back/);
  assert.equal((await store.keyring.get([accountId])).size, 0);
  const append = store.append([{ stream, expectedVersion: 0, events: [noted(accountId, "x")] }]);
  await assert.rejects(append, /key is missing or erased/);
});

storeTest("keyring: a unit of work does not open the key that it made", async ({ sql }) => {
  let opened = 0;
  const wrapping: MasterKey = {
    current: () => Promise.resolve("test"),
    wrap: (bytes) => Promise.resolve({ bytes, by: "test" }),
    unwrap: ({ bytes }) => (opened++, Promise.resolve(new Uint8Array(bytes))),
  };
  const store = storeOn(sql, wrapping);
  const accountId = newId();
  await open(store, accountId);
  assert.equal(opened, 0);
  assert.deepEqual(await personalOf(store), [{ note: "asked for Anna" }]);
  assert.equal(opened, 1);
  // Nor one that it erased itself.
  await transaction(sql, async (tx) => {
    const other = newId();
    await store.keyring.create(tx, other);
    await store.keyring.erase(other, tx);
    assert.equal((await store.keyring.get([other], tx)).size, 0);
  });
});

storeTest(
  "keyring: a subject keeps the key that it has, so that opening it can be tried again",
  async ({ store }) => {
    const accountId = newId();
    await open(store, accountId);
    await transaction(store.sql, (tx) => store.keyring.create(tx, accountId));
    assert.equal((await personalOf(store)).filter(Boolean).length, 1);
  },
);

storeTest(
  "keyring: it forgets the key not used for longest, and reads it again",
  async ({ owner, store }) => {
    await owner`
    insert into keyring.job_key (job_id, key)
    select gen_random_uuid(), sha256(n::text::bytea) from generate_series(1, 2100) n`;
    const rows = await owner<{ job_id: string }[]>`select job_id from keyring.job_key`;
    const accountIds = rows.map((row) => row.job_id);
    assert.equal((await store.keyring.get(accountIds)).size, 2100);
    await owner`delete from keyring.job_key`;
    assert.equal((await store.keyring.get(accountIds.slice(-2000))).size, 2000, "held");
    assert.equal((await store.keyring.get(accountIds.slice(0, 100))).size, 0, "forgotten");
  },
);

storeTest(
  "keyring: who follows no erasures forgets an erased key within ten minutes",
  async (world) => {
    const { sql, store } = world;
    const accountId = newId();
    await open(store, accountId);
    let now = 0;
    const elsewhere = new Keyring(sql, "unwrapped", () => now);
    const holds = async () => (await elsewhere.get([accountId])).size === 1;
    assert.ok(await holds());
    await store.keyring.erase(accountId);
    for (now of [1, 5 * 60_000, 10 * 60_000 - 1]) assert.ok(await holds(), `held at ${now} ms`);
    now = 10 * 60_000;
    assert.ok(!await holds(), "using it does not make it younger");
  },
);

storeTest("keyring: an erased key is overwritten wherever this process has it", async (world) => {
  const { sql, store } = world;
  const accountId = newId(), bytes: Uint8Array[] = [];
  await transaction(sql, async (tx) => {
    await store.keyring.create(tx, accountId);
    const made = (await store.keyring.get([accountId], tx)).get(accountId)!;
    const events = [noted(accountId, "asked for Anna")];
    await store.appendIn(tx, [{ stream: `account-${accountId}`, expectedVersion: 0, events }]);
    bytes.push(made.bytes());
  });
  const read = (await store.keyring.get([accountId])).get(accountId)!;
  bytes.push(read.bytes());
  await store.keyring.erase(accountId);
  for (const one of bytes) assert.ok(one.every((byte) => byte === 0));
  assert.ok(read.isErased, "a reading under way opens nothing more");
});

storeTest("keyring: an erasure that is rolled back erases nothing", async ({ sql, store }) => {
  const accountId = newId();
  await open(store, accountId);
  const held = (await store.keyring.get([accountId])).get(accountId)!;
  const unit = transaction(sql, async (tx) => {
    await store.keyring.erase(accountId, tx);
    assert.equal((await store.keyring.get([accountId], tx)).size, 0);
    throw new Error("rolled back");
  });
  await assert.rejects(unit, /rolled back/);
  assert.equal((await store.keyring.get([accountId])).get(accountId), held);
  assert.ok(!held.isErased, "nor for who has the key");
});

storeTest(
  "keyring: a unit of work needs one connection only, the keys included",
  async ({ database }) => {
    const sql = connect(database.url, { name: "narrow", max: 1 });
    try {
      assert.equal((await open(storeOn(sql), newId())).outcome, "appended");
    } finally {
      await sql.end({ timeout: 1 });
    }
  },
);

storeTest(
  "encode: facts that the vocabulary refuses are refused before anything is written",
  async ({ store }) => {
    const stream = `account-${newId()}`;
    const wrong = opened("");
    const append = store.append([{ stream, expectedVersion: 0, events: [wrong] }]);
    await assert.rejects(append, /Opened names no account/);
    assert.equal(await store.head(), 0);
  },
);
