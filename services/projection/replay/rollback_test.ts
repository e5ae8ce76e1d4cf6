import assert from "node:assert/strict";
import { ownFold } from "../schema/fingerprint.ts";
import { liveGeneration } from "../schema/registry.ts";
import { schemaOf } from "../schema/generation.ts";
import { appendJob, first, next, replayTest, rowsOf, statesOf } from "../testing/generations.ts";
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
  const rows = await rowsOf(world.sql, next);

  assert.deepEqual(await rollback(world), { outcome: "live", generation: first, position: head });
  assert.deepEqual(await statesOf(world.sql), { [first]: "live", [next]: "retired" });
  assert.deepEqual(await rowsOf(world.sql, first), rows);
  assert.equal((await world.get(`/jobs?min_version=${head}`)).status, 200);

  // And back again: what was rolled back is not lost.
  const last = await appendJob(world);
  await world.projector.catchUp();
  assert.deepEqual(await rollback(world), { outcome: "live", generation: next, position: last });
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
  assert.match(
    outcome.sentence,
    new RegExp(`generation ${first} was built by fold ${first} .*with the code that built it`),
  );
});

replayTest(
  "a retired generation is discarded with its checkpoint, a live one never",
  async (world) => {
    await appendJob(world);
    await world.projector.catchUp();
    assert.deepEqual(await discard(world.owner, first), {
      refused: `generation ${first} cannot be discarded; these can: none`,
    });
    await replay(world);
    assert.deepEqual(await discard(world.owner, undefined), { discarded: first });
    assert.deepEqual(await statesOf(world.sql), { [first]: "discarded", [next]: "live" });
    const left = await world.sql`
    select 1 from event_store.checkpoint where subscription = ${schemaOf(first)}
     union all select 1 from pg_namespace where nspname = ${schemaOf(first)}`;
    assert.equal(left.length, 0);
    assert.equal((await rollback(world)).outcome, "refused");
    // Its number is not used again.
    await replay(world);
    assert.equal((await liveGeneration(world.sql)).number, next + 1);
  },
);

replayTest("the status names every generation with its state and position", async (world) => {
  await appendJob(world);
  await world.projector.catchUp();
  await replay(world);
  const [log, old, live] = await statusLines(new EventStore(world.sql));
  assert.equal(log, "the log stands at 12");
  assert.match(
    old!,
    new RegExp(
      `^generation ${first} · retired · fold ${first} \\([0-9a-f]{12}\\) · at 12 · ` +
        ".*retired .* at 12$",
    ),
  );
  assert.match(
    live!,
    new RegExp(`^generation ${next} · live · .* ready .* at 12 · live .* at 12$`),
  );
});
