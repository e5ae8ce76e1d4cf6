import assert from "node:assert/strict";
import { createDatabase } from "./testing/postgres.ts";
import { connect } from "./connect.ts";
import { awaitMigrations, migrate, type Migration } from "./migrate.ts";
import { ensureSchema } from "./migrations.ts";

const ran: Migration[] = [
  { name: "001_ran", sql: "create table ran (n serial)" },
  { name: "002_once", sql: "insert into ran default values" },
];

Deno.test("migrations: eight that start at once run each migration once", async () => {
  const database = await createDatabase();
  const sql = connect(database.ownerUrl, { name: "test", max: 1 });
  try {
    const set = { name: "counted", migrations: ran };
    await Promise.all(Array.from({ length: 8 }, () => ensureSchema(sql, database.ownerUrl, [set])));
    const [row] = await sql<{ n: number }[]>`select count(*) as n from ran`;
    assert.equal(row!.n, 1);
    const names = await sql<{ name: string }[]>`
      select name from event_store.migration where set = 'counted' order by ran_at, name`;
    assert.deepEqual(names.map((m) => m.name), ["001_ran", "002_once"]);
  } finally {
    await sql.end({ timeout: 1 });
    await database.drop();
  }
});

Deno.test("migrations: a changed text is refused, but for what can be replaced", async () => {
  const database = await createDatabase();
  const sql = connect(database.ownerUrl, { name: "test", max: 1 });
  const answer = (n: number): Migration => ({
    name: "functions/answer",
    sql: `create or replace function answer() returns int language sql as 'select ${n}'`,
    repeatable: true,
  });
  const asked = async () => (await sql<{ n: number }[]>`select answer() as n`)[0]!.n;
  try {
    await migrate(sql, "changed", [ran[0]!, answer(1)]);
    assert.equal(await asked(), 1);
    await migrate(sql, "changed", [ran[0]!, answer(2)]);
    assert.equal(await asked(), 2);
    const edited = { ...ran[0]!, sql: `${ran[0]!.sql} -- edited` };
    await assert.rejects(
      migrate(sql, "changed", [edited, answer(3)]),
      /changed\/001_ran has changed since it ran; add a new one/,
    );
    assert.equal(await asked(), 2);
  } finally {
    await sql.end({ timeout: 1 });
    await database.drop();
  }
});

Deno.test("migrations: a set that fails leaves nothing behind", async () => {
  const database = await createDatabase();
  const sql = connect(database.ownerUrl, { name: "test", max: 1 });
  try {
    await assert.rejects(migrate(sql, "broken", [ran[0]!, { name: "002_bad", sql: "select 1/0" }]));
    const [row] = await sql`select to_regclass('ran') as ran`;
    assert.equal(row!.ran, null);
    await migrate(sql, "broken", ran);
  } finally {
    await sql.end({ timeout: 1 });
    await database.drop();
  }
});

Deno.test("migrations: a service without permission waits, and says what is missing", async () => {
  const database = await createDatabase();
  const service = connect(database.url, { name: "test", max: 1 });
  try {
    await assert.rejects(
      awaitMigrations(service, "event_store", ran, 1),
      /lacks the migrations 001_ran, 002_once of event_store; run them first/,
    );
    const waiting = ensureSchema(service, undefined);
    await ensureSchema(service, database.ownerUrl);
    await waiting;
  } finally {
    await service.end({ timeout: 1 });
    await database.drop();
  }
});
