import assert from "node:assert/strict";
import { newId } from "./ids.ts";
import { connect } from "./connect.ts";
import { Keyring } from "./keyring.ts";
import { EventStore } from "./store.ts";
import { failed, started, storeTest } from "./testing/fixture.ts";
import { transaction } from "./transaction.ts";

const open = (store: EventStore, jobId: string) =>
  transaction(store.sql, async (tx) => {
    await store.keyring.create(tx, jobId);
    const events = [failed(jobId, "no rows in visitors.csv")];
    return await store.appendIn(tx, [{ stream: `job-${jobId}`, expectedVersion: 0, events }]);
  });

const personalOf = async (store: EventStore) =>
  (await store.readLog(0)).map((event) => event.personal);

storeTest(
  "personal data: it is sealed in the log, and read with the job's key",
  async ({ sql, store }) => {
    assert.equal((await open(store, newId())).outcome, "appended");
    const [row] = await sql`select data::text || sealed as text from event_store.event`;
    assert.doesNotMatch(row!.text, /visitors/);
    assert.deepEqual(await personalOf(store), [{
      message: "no rows in visitors.csv",
      headers: [],
    }]);
    assert.deepEqual(await personalOf(new EventStore(sql)), await personalOf(store));
  },
);

storeTest(
  "personal data: with the key it is gone for good, and the event stays",
  async ({ sql, store }) => {
    const jobId = newId();
    await open(store, jobId);
    await store.keyring.erase(jobId);
    for (const reader of [store, new EventStore(sql)]) {
      const [event] = await reader.readLog(0);
      assert.equal(event!.personal, null);
      assert.deepEqual(event!.data, { jobId, code: "NO_ROWS" });
    }
    const [after] = [[failed(jobId, "more")]];
    const more = store.append([{ stream: `job-${jobId}`, expectedVersion: 1, events: after! }]);
    await assert.rejects(more, /ParsingFailed for job-.*: the job's key is missing or erased/);
  },
);

storeTest("keyring: a key that was rolled back is not remembered", async ({ store }) => {
  const jobId = newId(), stream = `job-${jobId}`;
  const unit = transaction(store.sql, async (tx) => {
    await store.keyring.create(tx, jobId);
    assert.equal((await store.keyring.get([jobId], tx)).size, 1);
    throw new Error("rolled back");
  });
  await assert.rejects(unit, /rolled back/);
  assert.equal((await store.keyring.get([jobId])).size, 0);
  const append = store.append([{ stream, expectedVersion: 0, events: [failed(jobId, "x")] }]);
  await assert.rejects(append, /key is missing or erased/);
});

storeTest(
  "keyring: a job keeps the key that it has, so that opening it can be tried again",
  async ({ store }) => {
    const jobId = newId();
    await open(store, jobId);
    await transaction(store.sql, (tx) => store.keyring.create(tx, jobId));
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
    const jobIds = rows.map((row) => row.job_id);
    assert.equal((await store.keyring.get(jobIds)).size, 2100);
    await owner`delete from keyring.job_key`;
    assert.equal((await store.keyring.get(jobIds.slice(-2000))).size, 2000, "held");
    assert.equal((await store.keyring.get(jobIds.slice(0, 100))).size, 0, "forgotten");
  },
);

storeTest(
  "keyring: who follows no erasures forgets an erased key within ten minutes",
  async (world) => {
    const { sql, store } = world;
    const jobId = newId();
    await open(store, jobId);
    let now = 0;
    const elsewhere = new Keyring(sql, () => now);
    const holds = async () => (await elsewhere.get([jobId])).size === 1;
    assert.ok(await holds());
    await store.keyring.erase(jobId);
    for (now of [1, 5 * 60_000, 10 * 60_000 - 1]) assert.ok(await holds(), `held at ${now} ms`);
    now = 10 * 60_000;
    assert.ok(!await holds(), "using it does not make it younger");
  },
);

storeTest("keyring: an erasure that is rolled back erases nothing", async ({ sql, store }) => {
  const jobId = newId();
  await open(store, jobId);
  const unit = transaction(sql, async (tx) => {
    await store.keyring.erase(jobId, tx);
    assert.equal((await store.keyring.get([jobId], tx)).size, 0);
    throw new Error("rolled back");
  });
  await assert.rejects(unit, /rolled back/);
  assert.equal((await store.keyring.get([jobId])).size, 1);
});

storeTest(
  "keyring: a unit of work needs one connection only, the keys included",
  async ({ database }) => {
    const sql = connect(database.url, { name: "narrow", max: 1 });
    try {
      assert.equal((await open(new EventStore(sql), newId())).outcome, "appended");
    } finally {
      await sql.end({ timeout: 1 });
    }
  },
);

storeTest(
  "encode: facts that break their contract are refused before anything is written",
  async ({ store }) => {
    const stream = `job-${newId()}`;
    const wrong = started("no uuid");
    const append = store.append([{ stream, expectedVersion: 0, events: [wrong] }]);
    await assert.rejects(append, { name: "ZodError" });
    assert.equal(await store.head(), 0);
  },
);
