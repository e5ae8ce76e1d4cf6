import assert from "node:assert/strict";
import postgres from "postgres";
import { createDatabase, type Template } from "./postgres.ts";

Deno.test("a test database is empty, knows the service's role and can be dropped", async () => {
  const database = await createDatabase();
  const sql = postgres(database.url, { max: 1 });
  const [row] = await sql`
    select current_user as who, pg_has_role('rollcall_service', 'member') as member,
      (select count(*)::int from pg_tables where schemaname = 'public') as tables`;
  assert.deepEqual({ ...row }, { who: "rollcall", member: true, tables: 0 });
  await sql.end();
  await database.drop();
  const gone = postgres(database.ownerUrl, { max: 1 });
  await assert.rejects(() => gone`select 1`, /does not exist/);
  await gone.end();
});

Deno.test("databases can be made side by side", async () => {
  const databases = await Promise.all([createDatabase(), createDatabase(), createDatabase()]);
  assert.equal(new Set(databases.map(({ name }) => name)).size, 3);
  await Promise.all(databases.map((database) => database.drop()));
});

Deno.test("copies of a template begin as it was prepared, once for all of them", async () => {
  let prepared = 0;
  const template: Template = {
    name: "test",
    version: crypto.randomUUID(),
    async prepare({ ownerUrl }) {
      prepared++;
      const sql = postgres(ownerUrl, { max: 1 });
      await sql`create table noted as select 1 as number`;
      await sql.end();
    },
  };
  const databases = await Promise.all([1, 2, 3].map(() => createDatabase(template)));
  for (const { ownerUrl, drop } of databases) {
    const sql = postgres(ownerUrl, { max: 1 });
    assert.deepEqual([...await sql`select number from noted`], [{ number: 1 }]);
    await sql.end();
    await drop();
  }
  assert.equal(prepared, 1);
});
