/** An event that cannot be read fails its own job, and holds up no other (promise 6). */
import assert from "node:assert/strict";
import { connect } from "@rollcall/event-store";
import { append, fact, jobCreated, parsedRows, rowsParsed } from "../testing/events.ts";
import { createWorld } from "../testing/world.ts";

const bad = "0198c0de-0000-7000-8000-000000000001";
const good = "0198c0de-0000-7000-8000-000000000002";

for (
  const [what, harm] of [
    ["a version from the future", "schema_version = 99"],
    ["a type from the future", "type = 'RowsPainted'"],
    ["a damaged seal", "sealed = 'AAAA'"],
  ]
) {
  Deno.test(`projector: ${what} fails its job, and the others go on (promise 6)`, async () => {
    const world = await createWorld();
    const owner = connect(world.ownerUrl, { name: "test", max: 1 });
    try {
      await append(world.store, [jobCreated(bad)]);
      const harmed = await append(world.store, [rowsParsed(bad, 1, parsedRows(1, 3))]);
      await append(world.store, [jobCreated(good)]);
      const head = await append(world.store, [fact("ParsingStarted", { jobId: good })]);
      await owner.unsafe(`update event_store.event set ${harm} where position = ${harmed}`);

      assert.equal(await world.projector.catchUp(), head);
      const jobs = await world.sql`select id, status, error from read_models.jobs order by id`;
      assert.deepEqual(jobs.map((job) => job.status), ["FAILED", "PROCESSING"]);
      assert.match(jobs[0]!.error.message, /this version of Rollcall cannot read/);
    } finally {
      await owner.end();
      await world.close();
    }
  });
}

Deno.test("projector: a mapping that cannot be read is passed over (promise 6)", async () => {
  const world = await createWorld();
  const owner = connect(world.ownerUrl, { name: "test", max: 1 });
  try {
    const columns = { email: 0 };
    const harmed = await append(world.store, [
      fact("MappingRemembered", { jobId: bad, userId: "user-1", columns }),
    ]);
    const head = await append(world.store, [jobCreated(good)]);
    await owner`update event_store.event set schema_version = 99 where position = ${harmed}`;
    assert.equal(await world.projector.catchUp(), head);
    assert.equal((await world.sql`select 1 from read_models.jobs`).length, 1);
  } finally {
    await owner.end();
    await world.close();
  }
});
