import assert from "node:assert/strict";
import { newId } from "./ids.ts";
import { request, storeTest } from "./testing/accounts.ts";

storeTest("readLog: a page ends at its count", async ({ store }) => {
  await store.append(request("account-a", 0, ...Array.from({ length: 5 }, newId)));
  const positions = async (after: number, maxEvents: number) =>
    (await store.readLog(after, { maxEvents })).map((e) => e.position);
  assert.deepEqual(await positions(0, 2), [1, 2]);
  assert.deepEqual(await positions(2, 2), [3, 4]);
  assert.deepEqual(await positions(4, 2), [5]);
  assert.deepEqual(await positions(5, 2), []);
});

storeTest(
  "readLog: a page stays within its bytes, but its first event always comes",
  async ({ sql, store }) => {
    await store.append(request("account-a", 0, ...Array.from({ length: 3 }, newId)));
    const [row] = await sql<{ bytes: number }[]>`select bytes from event_store.event limit 1`;
    const count = async (maxBytes: number) => (await store.readLog(0, { maxBytes })).length;
    assert.equal(await count(1), 1);
    assert.equal(await count(2 * row!.bytes - 1), 1);
    assert.equal(await count(2 * row!.bytes), 2);
    assert.equal(await count(3 * row!.bytes), 3);
  },
);

storeTest("readStream: it is read to its end whatever the page", async ({ store }) => {
  const ids = Array.from({ length: 7 }, newId);
  await store.append(request("account-b", 0, newId()));
  await store.append(request("account-a", 0, ...ids));
  for (const limit of [{ maxEvents: 1 }, { maxEvents: 3 }, { maxBytes: 1 }, {}]) {
    const found = await Array.fromAsync(store.readStream("account-a", 0, limit));
    assert.deepEqual(found.map((e) => [e.version, e.id]), ids.map((id, i) => [i + 1, id]));
  }
  assert.equal((await Array.fromAsync(store.readStream("account-a", 5))).length, 2);
  assert.deepEqual(await Array.fromAsync(store.readStream("account-none")), []);
});

storeTest("readLog, readStream: a page costs the page, however long the log", async ({ owner }) => {
  await owner`
    insert into event_store.event
      (position, event_id, stream_id, version, type, schema_version, data, metadata, bytes)
    select n, gen_random_uuid(), 'account-' || n % 100, 1 + n / 100, 'T', 1, '{}', '{}', 100
      from generate_series(1, 30000) n`;
  await owner`analyze event_store.event`;
  for (const mode of ["force_custom_plan", "force_generic_plan"]) {
    for (
      const call of ["read_log(29000, 500, 1000000)", "read_stream('account-7', 100, 50, 1000000)"]
    ) {
      const plan = await owner.begin(async (tx) => {
        await tx.unsafe(`set local plan_cache_mode = ${mode}`);
        return await tx.unsafe(`explain (analyze, format json) select * from event_store.${call}`);
      });
      const text = JSON.stringify(plan);
      assert.match(text, /Index Scan/, call);
      assert.doesNotMatch(text, /Seq Scan|Hash Join|Merge Join|"Node Type":"Sort"/, call);
    }
  }
});

storeTest(
  "promise 1: the services' role can add to the log, and neither change nor take away",
  async ({ sql, store }) => {
    await store.append(request("account-a", 0, newId()));
    const attempts = [
      "update event_store.event set data = '{}'",
      "delete from event_store.event",
      "truncate event_store.event",
      "drop table event_store.event",
      "alter table event_store.event disable trigger all",
      "delete from event_store.stream",
      "update keyring.job_key set key = ''",
      "create table event_store.mine (n int)",
      "create or replace function event_store.append() returns int language sql as 'select 1'",
    ];
    for (const attempt of attempts) {
      await assert.rejects(async () => await sql.unsafe(attempt), { code: "42501" }, attempt);
    }
    assert.equal(await store.head(), 1);
  },
);
