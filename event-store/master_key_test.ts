/** Data keys are wrapped: what is in the database opens nothing without the master key. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { connect, type Sql } from "./connect.ts";
import { newId } from "./ids.ts";
import { Keyring } from "./keyring.ts";
import { type KeyRing, newRingLine, parseRing, ringMasterKey } from "./master_key.ts";
import { ensureSchema } from "./migrations.ts";
import { type AccountStore, noted, storeOn, storeTest } from "./testing/accounts.ts";
import { dump, restore } from "./testing/dump.ts";
import { startFreshCluster } from "./testing/fresh_cluster.ts";
import { createDatabase } from "./testing/postgres.ts";
import { transaction } from "./transaction.ts";
import { wrapKeys } from "./wrap_keys.ts";

const TABLES = ["event_store.stream", "event_store.event", "keyring.job_key", "keyring.erased_job"];

const ringOf = (...lines: string[]) => parseRing(lines.join("\n"));
const masterOf = (ring: KeyRing) => ringMasterKey(() => Promise.resolve(ring));

async function note(store: AccountStore, accountId = newId()): Promise<string> {
  await transaction(store.sql, async (tx) => {
    await store.keyring.create(tx, accountId);
    const events = [noted(accountId, "Anna called")];
    await store.appendIn(tx, [{ stream: `account-${accountId}`, expectedVersion: 0, events }]);
  });
  return accountId;
}

const notesOf = async (store: AccountStore) =>
  (await store.readLog(0)).map(({ personal }) => (personal as { note: string } | null)?.note);

const rawKey = async (sql: Sql, keyring: Keyring, accountId: string) => {
  const found = (await keyring.get([accountId])).get(accountId)!;
  const [row] = await sql`select key from keyring.job_key where job_id = ${accountId}`;
  return { raw: Buffer.from(found.bytes()), stored: row!.key };
};

storeTest("master key: a backup of the database alone opens nothing", async ({ sql, owner }) => {
  const master = masterOf(ringOf(newRingLine()));
  const id = await note(storeOn(sql, master));
  const { raw, stored } = await rawKey(owner, new Keyring(sql, master), id);
  assert.equal(stored, null);
  const dumped = await dump(owner, TABLES);
  for (const bytes of dumped.values()) assert.ok(!holds(bytes, raw));

  const elsewhere = await createDatabase();
  const target = connect(elsewhere.ownerUrl, { name: "test", max: 2 });
  try {
    await ensureSchema(target, elsewhere.ownerUrl);
    await restore(target, dumped);
    const stranger = masterOf(ringOf(newRingLine()));
    await assert.rejects(notesOf(storeOn(target, stranger)), /wrapped by the master key/);
    await assert.rejects(notesOf(storeOn(target)), /is wrapped, expected a master key/);
    assert.deepEqual(await notesOf(storeOn(target, "none")), [undefined]);
    assert.deepEqual(await notesOf(storeOn(target, master)), ["Anna called"]);
  } finally {
    await target.end({ timeout: 1 });
    await elsewhere.drop();
  }
});

storeTest("master key, negative twin: with keys as they are a backup opens all", async (world) => {
  const id = await note(world.store);
  const { raw } = await rawKey(world.owner, world.store.keyring, id);
  const dumped = await dump(world.owner, TABLES);
  assert.ok(holds(dumped.get("keyring.job_key")!, raw));
});

Deno.test("master key: no file of the database, its WAL among them, ever has a data key", async () => {
  const cluster = await startFreshCluster();
  const sql = connect(cluster.ownerUrl, { name: "test", max: 2 });
  try {
    await ensureSchema(sql, cluster.ownerUrl);
    const master = masterOf(ringOf(newRingLine()));
    const wrapped = storeOn(sql, master), plain = storeOn(sql);
    const ids = [await note(wrapped), await note(plain)];
    const keys = [
      await rawKey(sql, wrapped.keyring, ids[0]!),
      await rawKey(sql, plain.keyring, ids[1]!),
    ];
    await wrapped.keyring.erase(ids[0]!);
    await sql`checkpoint`;
    const [own, twin] = await filesWith(cluster.dir, keys.map(({ raw }) => raw));
    assert.deepEqual(own, [], "neither before nor after it was erased");
    assert.ok(twin!.some((path) => path.includes("/pg_wal/")), "negative twin: it is in the WAL");
    assert.ok(twin!.some((path) => path.includes("/base/")), "and in the table");
  } finally {
    await sql.end({ timeout: 1 });
    await cluster.stop();
  }
});

storeTest("master key: a key opens only for the subject that it was made for", async (world) => {
  const { sql, owner } = world;
  const store = storeOn(sql, masterOf(ringOf(newRingLine())));
  const [one, other] = [await note(store), await note(store)];
  await owner`
    update keyring.job_key set wrapped =
      (select wrapped from keyring.job_key where job_id = ${other}) where job_id = ${one}`;
  const again = storeOn(sql, store.keyring.wrapping);
  await assert.rejects(again.keyring.get([one]), /cannot be unwrapped by this master key/);
  assert.equal((await again.keyring.get([other])).size, 1);
});

storeTest("master key: a rotation wraps the keys anew and rewrites no event", async (world) => {
  const { sql, owner } = world;
  const [former, next] = [newRingLine(), newRingLine()];
  let ring = ringOf(former);
  const running = storeOn(sql, ringMasterKey(() => Promise.resolve(ring)));
  const ids = [await note(running), await note(running)];
  const erased = await note(running);
  await running.keyring.erase(erased);
  const events = () =>
    owner`select md5(string_agg(e::text, '|' order by position)) as hash
                               from event_store.event e`;
  const [before] = await events();

  ring = ringOf(next, former);
  assert.equal(await wrapKeys(owner, masterOf(ring), "rewrap"), 2);
  assert.equal(await wrapKeys(owner, masterOf(ring), "rewrap"), 0);
  assert.deepEqual((await events())[0], before);
  const [id] = next.split(":");
  const by = await owner`select distinct master_key from keyring.job_key`;
  assert.deepEqual(by.map((row) => row.master_key), [id]);

  // Without the former key: what is left of it opens nothing, what is there opens.
  assert.deepEqual(await notesOf(storeOn(sql, masterOf(ringOf(next)))), [
    ...ids.map(() => "Anna called"),
    undefined,
  ]);
  for (const one of ids) running.keyring.forget(one);
  assert.equal((await running.keyring.get(ids)).size, 2, "a running service finds the new one");
  await note(running);
  const [newest] = await owner`
    select master_key from keyring.job_key order by created_at desc limit 1`;
  assert.equal(newest!.master_key, id, "and wraps by it");
});

storeTest("master key: keys from before are wrapped, once", async ({ sql, owner, store }) => {
  await note(store);
  await note(store);
  const master = masterOf(ringOf(newRingLine()));
  const keyed = storeOn(sql, master);
  await assert.rejects(notesOf(keyed), /is not wrapped, expected `wrapKeys` to have run/);
  assert.equal(await wrapKeys(owner, master, "unwrapped"), 2);
  assert.equal(await wrapKeys(owner, master, "unwrapped"), 0);
  assert.deepEqual(await notesOf(keyed), ["Anna called", "Anna called"]);
});

storeTest(
  "master key: a store without keys makes none and appends nothing sealed",
  async (world) => {
    const store = storeOn(world.sql, "none");
    await assert.rejects(note(store), /this store makes no keys/);
    const id = await note(world.store);
    const more = [{ stream: `account-${id}`, expectedVersion: 1, events: [noted(id, "x")] }];
    await assert.rejects(store.append(more), /key is missing or erased/);
  },
);

Deno.test("ring: pairs of an id and a key, by commas or lines; a mistake is told without keys", () => {
  const [one, two] = [newRingLine(), newRingLine()];
  assert.deepEqual(parseRing(`${one},${two}`), parseRing(`${one}\n${two}\n`));
  assert.deepEqual([...parseRing(`${two}\n${one}`).keys()], [two, one].map((l) => l.split(":")[0]));
  const secret = one.split(":")[1]!;
  for (
    const wrong of ["", "no-key", `:${secret}`, `a b:${secret}`, `a:${secret}x`, `${one},${one}`]
  ) {
    assert.throws(() => parseRing(wrong), (error: Error) => !error.message.includes(secret), wrong);
  }
});

const holds = (bytes: Uint8Array, raw: Buffer) =>
  Buffer.from(bytes).includes(raw) || Buffer.from(bytes).includes(raw.toString("hex"));

/** For each key the files below a folder that hold its bytes. */
async function filesWith(folder: string, keys: Buffer[]): Promise<string[][]> {
  const found: string[][] = keys.map(() => []);
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) {
      for (const [i, paths] of (await filesWith(path, keys)).entries()) found[i]!.push(...paths);
    } else {
      const bytes = await Deno.readFile(path);
      for (const [i, key] of keys.entries()) if (holds(bytes, key)) found[i]!.push(path);
    }
  }
  return found;
}
