/** What processes of an older and a newer fold do when read models go from the one to the other. */
import assert from "node:assert/strict";
import { silentLog } from "@rollcall/platform/log.ts";
import { ownFold } from "../schema/fingerprint.ts";
import { liveGeneration } from "../schema/registry.ts";
import { appendJob, first, next as second, replayTest } from "../testing/generations.ts";
import { replay } from "../replay/replay.ts";
import { rollback } from "../replay/rollback.ts";
import { within } from "../../../tests/harness/within.ts";
import { Projector } from "./projector.ts";
import { standBy } from "./stand_by.ts";

const next = { number: ownFold.number + 1, fingerprint: "next" };
const changed = { number: ownFold.number, fingerprint: "changed" };

replayTest(
  "a newer fold stands by, goes live with its generation, and ends the older",
  async (world) => {
    const { store, sql } = world;
    await appendJob(world);
    const superseded = Promise.withResolvers<string>();
    const older = new Projector({ store, log: silentLog(), superseded: superseded.resolve });
    await older.catchUp();
    older.start();
    let serves = false;
    const newer = standBy(sql, silentLog(), { own: next, pollMs: 5 }).then((refusal) => {
      serves = true;
      return refusal;
    });
    let servedEarly: boolean | undefined;
    const tell = ({ step }: { step: string }) => {
      if (step === "swapping") servedEarly = serves;
    };
    const outcome = await replay({ ...world, own: next, tell });
    assert.deepEqual(outcome, { outcome: "live", generation: second, position: 12 });
    older.wake();
    assert.match(
      await within(10_000, superseded.promise),
      new RegExp(`the live generation ${second} was built by fold ${next.number}`),
    );
    await assert.rejects(older.check(), /does not run/);
    assert.equal(await within(10_000, newer), null);
    assert.equal(servedEarly, false);

    const position = await appendJob(world);
    const following = new Projector({ store, log: silentLog(), own: next });
    assert.equal(await following.catchUp(), position);
    await assert.rejects(older.catchUp(), /Superseded|start the newer code/);
    assert.equal((await liveGeneration(sql)).position, position);

    // The older code brings its own generation back, with all that came since.
    assert.deepEqual(await rollback(world), { outcome: "live", generation: first, position });
    await assert.rejects(
      following.catchUp(),
      new RegExp(`the live generation ${first} was built by fold ${first}`),
    );
  },
);

replayTest("a fold changed under its number neither stands by nor replays", async (world) => {
  const sentence = /changed under an unchanged number: .*\(changed\); raise GENERATION .*replay`$/;
  assert.match((await standBy(world.sql, silentLog(), { own: changed }))!, sentence);
  const outcome = await replay({ ...world, own: changed });
  assert(outcome.outcome === "refused");
  assert.match(outcome.sentence, sentence);
});

replayTest("a generation that another fold began is not gone on with", async (world) => {
  const dies = () => {
    throw new Error("killed");
  };
  await assert.rejects(replay({ ...world, tell: dies }), /killed/);
  assert.deepEqual(await replay({ ...world, own: next }), {
    outcome: "refused",
    sentence: `generation ${second} was begun by another fold: ` +
      `run \`deno task replay --discard=${second}\` first`,
  });
});
