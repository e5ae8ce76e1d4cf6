import assert from "node:assert/strict";
import { connect } from "@rollcall/event-store";
import { createDatabase } from "../../../tests/harness/postgres.ts";
import { replayTest, statesOf } from "../testing/generations.ts";
import { fingerprint } from "./fingerprint.ts";
import { prepareReadModels } from "./prepare.ts";
import { listGenerations } from "./registry.ts";

Deno.test("prepare: several at once, with the owner's login and without, find one generation", async () => {
  const database = await createDatabase();
  const sql = connect(database.url, { name: "test", max: 4 });
  try {
    const urls = [undefined, database.ownerUrl, database.ownerUrl, undefined];
    await Promise.all(urls.map((url) => prepareReadModels(sql, url)));
    assert.deepEqual(await statesOf(sql), { 1: "live" });
    assert.equal((await sql`select * from read_models.jobs`).length, 0);
  } finally {
    await sql.end({ timeout: 1 });
    await database.drop();
  }
});

replayTest("a service can look at the registry and change nothing in it", async ({ sql }) => {
  await assert.rejects(sql`update read_models.generation set state = 'retired'`, /permission/);
  await assert.rejects(sql`delete from read_models.generation`, /permission/);
});

replayTest("read models from before the registry are taken over", async (world) => {
  await world.owner.unsafe(`
    drop table read_models.generation;
    delete from event_store.migration where set = 'projection'`);
  await prepareReadModels(world.sql, world.ownerUrl);
  const [generation, ...others] = await listGenerations(world.sql);
  assert.deepEqual(others, []);
  assert.equal(generation!.state, "live");
  assert.equal(generation!.fingerprint, fingerprint);
});
