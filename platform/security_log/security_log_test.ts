import assert from "node:assert/strict";
import { connect, ensureSchema, type Sql } from "@rollcall/event-store";
import { createDatabase } from "../../tests/harness/postgres.ts";
import { until } from "../../tests/harness/until.ts";
import { silentLog } from "../log.ts";
import { type Act, entryOf, ONCE_MINUTES } from "./entry.ts";
import { securityMigrations } from "./schema.ts";
import { openSecurityLog } from "./security_log.ts";

const USER = "0198c0de-0000-7000-8000-000000000002";
const JOB = "0198c0de-0000-7000-8000-000000000001";
const view: Act = { action: "rows_viewed", userId: USER, jobId: JOB, address: "192.0.2.7" };
const signIn: Act = { action: "signed_in", userId: USER, address: "192.0.2.7", requestId: "r" };

function logTest(name: string, test: (sql: Sql, owner: Sql) => Promise<void>): void {
  Deno.test(`security log: ${name}`, async () => {
    const database = await createDatabase();
    const sql = connect(database.url, { name: "security-test", max: 2 });
    const owner = connect(database.ownerUrl, { name: "security-test", max: 1 });
    try {
      await ensureSchema(sql, database.ownerUrl, [securityMigrations]);
      await test(sql, owner);
    } finally {
      await Promise.all([sql.end(), owner.end()]);
      await database.drop();
    }
  });
}

const actionsIn = async (sql: Sql) =>
  (await sql`select action from security.entry order by entry_id`).map(({ action }) => action);

logTest("what was done is there soon, with whom, from where, in which request", async (sql) => {
  const security = openSecurityLog({ sql, log: silentLog(), everyMs: 5 });
  security.note(signIn);
  await until("it is written", async () => (await actionsIn(sql)).length === 1);
  const [row] = await sql`select user_id, actor, address, request_id, job_id from security.entry`;
  assert.deepEqual(Object.values(row!), [USER, "user", "192.0.2.7", "r", null]);
  await security.stop();
});

logTest("a process that stops has written everything, in order", async (sql) => {
  const security = openSecurityLog({ sql, log: silentLog(), everyMs: 3_600_000 });
  for (let i = 0; i < 2_500; i++) security.note({ ...signIn, requestId: String(i) });
  assert.deepEqual(await actionsIn(sql), [], "no request waited for it");
  await security.stop();
  const rows = await sql`select request_id from security.entry order by entry_id`;
  assert.deepEqual(
    rows.map((row) => Number(row.request_id)),
    Array.from({ length: 2_500 }, (_, i) => i),
  );
});

logTest("while the database does not take them, acts wait", async (sql, owner) => {
  const security = openSecurityLog({ sql, log: silentLog(), everyMs: 5 });
  await owner`alter table security.entry rename to away`;
  security.note(signIn);
  await assert.rejects(security.flush());
  security.note({ ...signIn, action: "signed_out" });
  await owner`alter table security.away rename to entry`;
  await security.stop();
  assert.deepEqual(await actionsIn(sql), ["signed_in", "signed_out"]);
});

logTest("a view is noted once in a while for a user and a job, by all processes", async (sql) => {
  let now = new Date("2026-01-01T00:00:00Z");
  const open = () => openSecurityLog({ sql, log: silentLog(), now: () => now });
  const [one, other] = [open(), open()];
  for (const security of [one, other, one]) security.note(view);
  one.note({ ...view, jobId: USER });
  one.note({ ...view, userId: "other" });
  for (const security of [one, other]) await security.flush();
  assert.equal((await actionsIn(sql)).length, 3);
  now = new Date(now.getTime() + ONCE_MINUTES * 60_000);
  one.note(view);
  await Promise.all([one.stop(), other.stop()]);
  assert.equal((await actionsIn(sql)).length, 4);
});

logTest("a year is kept, and nobody drops what is younger", async (sql, owner) => {
  const at = (days: number) => new Date(Date.now() - days * 86_400_000);
  for (const days of [0, 364, 366, 500]) {
    const security = openSecurityLog({ sql, log: silentLog(), now: () => at(days) });
    security.note({ ...signIn, requestId: String(days) });
    await security.stop();
  }
  await sql`select security.drop_old()`;
  const rows = await sql`select request_id from security.entry order by entry_id`;
  assert.deepEqual(rows.map((row) => row.request_id), ["0", "364"]);
  for (const change of ["update security.entry set action = 'x'", "delete from security.entry"]) {
    await assert.rejects(sql.unsafe(change), /permission denied/, change);
  }
  assert.equal((await owner`select 1 from security.entry`).length, 2);
});

Deno.test("security log: an entry has an act's ids, and no place for anything of a row", () => {
  const { once, ...entry } = entryOf(signIn, new Date(0));
  assert.deepEqual(Object.keys(entry).sort(), [
    ...["action", "actor", "address", "at", "jobId", "requestId", "userId"],
  ]);
  assert.notEqual(once, entryOf(signIn, new Date(0)).once, "each sign-in is an entry");
});
