import assert from "node:assert/strict";
import { ownFold } from "../schema/fit.ts";
import { liveGeneration } from "../schema/registry.ts";
import { appendJob, replayTest, rowsOf, statesOf } from "../testing/generations.ts";
import { discard } from "./discard.ts";
import { replay } from "./replay.ts";
import { rollback } from "./rollback.ts";
import { EventStore } from "@rollcall/event-store";
import { statusLines } from "./status.ts";

replayTest("a rollback folds what came since, before the old generation is seen", async (world) => {
  await appendJob(world);
  await world.projector.catchUp();
  await replay(world);
  const head = await appendJob(world);
  await world.projector.catchUp();
  const rows = await rowsOf(world.sql, 2);

  assert.deepEqual(await rollback(world), { outcome: "live", generation: 1, position: head });
  assert.deepEqual(await statesOf(world.sql), { 1: "live", 2: "retired" });
  assert.deepEqual(await rowsOf(world.sql, 1), rows);
  assert.equal((await world.get(`/jobs?min_version=${head}`)).status, 200);

  // And back again: what was rolled back is not lost.
  const last = await appendJob(world);
  await world.projector.catchUp();
  assert.deepEqual(await rollback(world), { outcome: "live", generation: 2, position: last });
});

replayTest("there is nothing to go back to, or not with this code: a sentence", async (world) => {
  assert.deepEqual(await rollback(world), {
    outcome: "refused",
    sentence: "there is no retired generation to go back to",
  });
  await replay(world);
  const own = { number: ownFold.number + 1, fingerprint: "next" };
  const outcome = await rollback({ ...world, own });
  assert(outcome.outcome === "refused");
  assert.match(outcome.sentence, /generation 1 was built by fold 1 .*with the code that built it/);
});

replayTest(
  "a retired generation is discarded with its checkpoint, a live one never",
  async (world) => {
    await appendJob(world);
    await world.projector.catchUp();
    assert.deepEqual(await discard(world.owner, 1), {
      refused: "generation 1 cannot be discarded; these can: none",
    });
    await replay(world);
    assert.deepEqual(await discard(world.owner, undefined), { discarded: 1 });
    assert.deepEqual(await statesOf(world.sql), { 1: "discarded", 2: "live" });
    const left = await world.sql`
    select 1 from event_store.checkpoint where subscription = 'read_models_g1'
     union all select 1 from pg_namespace where nspname = 'read_models_g1'`;
    assert.equal(left.length, 0);
    assert.equal((await rollback(world)).outcome, "refused");
    // Its number is not used again.
    await replay(world);
    assert.equal((await liveGeneration(world.sql)).number, 3);
  },
);

replayTest("the status names every generation with its state and position", async (world) => {
  await appendJob(world);
  await world.projector.catchUp();
  await replay(world);
  const [log, old, live] = await statusLines(new EventStore(world.sql));
  assert.equal(log, "the log stands at 11");
  assert.match(
    old!,
    /^generation 1 · retired · fold 1 \([0-9a-f]{12}\) · at 11 · .*retired .* at 11$/,
  );
  assert.match(live!, /^generation 2 · live · .* ready .* at 11 · live .* at 11$/);
});
