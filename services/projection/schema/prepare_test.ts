import assert from "node:assert/strict";
import { connect } from "@rollcall/event-store";
import { createDatabase } from "../../../tests/harness/postgres.ts";
import { first, replayTest, statesOf } from "../testing/generations.ts";
import { replay } from "../replay/replay.ts";
import { compatibilityOf } from "./compatibility.ts";
import { schemaOf } from "./generation.ts";
import { prepareReadModels } from "./prepare.ts";
import { listGenerations } from "./registry.ts";

Deno.test("prepare: several at once, with the owner's login and without, find one generation", async () => {
  const database = await createDatabase();
  const sql = connect(database.url, { name: "test", max: 4 });
  try {
    const urls = [undefined, database.ownerUrl, database.ownerUrl, undefined];
    await Promise.all(urls.map((url) => prepareReadModels(sql, url)));
    assert.deepEqual(await statesOf(sql), { [first]: "live" });
    assert.equal((await sql`select * from read_models.jobs`).length, 0);
  } finally {
    await sql.end({ timeout: 1 });
    await database.drop();
  }
});

replayTest("views of former code are made anew at the next start", async (world) => {
  await world.owner.unsafe(`
    alter view read_models.raw_rows rename column data to values;
    comment on view read_models.final_contacts is 'former code'`);
  const columns = async () =>
    (await world.sql`select * from read_models.raw_rows limit 0`).columns.map(({ name }) => name);
  assert.ok((await columns()).includes("values"));
  await prepareReadModels(world.sql, undefined);
  assert.ok((await columns()).includes("values"), "only the owner may");
  await prepareReadModels(world.sql, world.ownerUrl);
  assert.ok((await columns()).includes("data"));
});

replayTest("views that are in use are made anew another time", async (world) => {
  await world.owner.unsafe("comment on view read_models.final_contacts is 'former code'");
  await world.owner.begin(async (tx) => {
    await tx`select from read_models.raw_rows limit 1`;
    await prepareReadModels(world.sql, world.ownerUrl);
  });
  const mark = async () => {
    const [view] = await world.sql`
      select obj_description('read_models.final_contacts'::regclass, 'pg_class') as mark`;
    return view!.mark;
  };
  assert.equal(await mark(), "former code");
  await prepareReadModels(world.sql, world.ownerUrl);
  assert.notEqual(await mark(), "former code");
});

replayTest("the owner finds the views by their names alone", async (world) => {
  await prepareReadModels(world.sql, world.ownerUrl);
  const owner = connect(world.ownerUrl, { name: "test", max: 1 });
  try {
    assert.deepEqual([...await owner`select * from raw_rows`], []);
    assert.deepEqual([...await owner`select * from final_contacts`], []);
    await owner`create table own (id int)`;
    const [own] = await owner`select to_regclass('public.own') as name`;
    assert.equal(own!.name, "own");
    await owner.unsafe(`
      do $$ begin
        execute format('alter role %I in database %I set search_path = own', current_user,
                       current_database());
      end $$`);
    await prepareReadModels(world.sql, world.ownerUrl);
    const [setting] = await owner`
      select setconfig[1] as path from pg_db_role_setting s
        join pg_database d on d.oid = s.setdatabase and d.datname = current_database()`;
    assert.equal(setting!.path, "search_path=own", "what somebody has set stays");
  } finally {
    await owner.end({ timeout: 1 });
  }
});

replayTest("a service can look at the registry and change nothing in it", async ({ sql }) => {
  await assert.rejects(sql`update read_models.generation set state = 'retired'`, /permission/);
  await assert.rejects(sql`delete from read_models.generation`, /permission/);
});

replayTest("read models from before the registry are taken over, and replayed", async (world) => {
  await world.owner.unsafe(`
    drop table read_models.generation;
    alter schema ${schemaOf(first)} rename to ${schemaOf(1)};
    delete from event_store.migration where set = 'projection'`);
  await prepareReadModels(world.sql, world.ownerUrl);
  const [generation, ...others] = await listGenerations(world.sql);
  assert.deepEqual(others, []);
  const { number, state, fold, fingerprint } = generation!;
  assert.deepEqual([number, state, fold, fingerprint], [1, "live", 1, null]);
  assert.equal(compatibilityOf(generation!).verdict, "waits");
  assert.equal((await replay(world)).outcome, "live");
  assert.deepEqual(await statesOf(world.sql), { 1: "retired", [first]: "live" });
});
