import assert from "node:assert/strict";
import { connect } from "@rollcall/event-store";
import { createDatabase } from "../../../tests/harness/postgres.ts";
import { first, replayTest, statesOf } from "../testing/generations.ts";
import { replay } from "../replay/replay.ts";
import { fitOf } from "./fit.ts";
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
  assert.equal(fitOf(generation!).fit, "waits");
  assert.equal((await replay(world)).outcome, "live");
  assert.deepEqual(await statesOf(world.sql), { 1: "retired", [first]: "live" });
});
