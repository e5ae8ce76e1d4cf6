import assert from "node:assert/strict";
import { newId, transaction } from "@rollcall/event-store";
import { Batches } from "../projector/batches.ts";
import { openLanes } from "../projector/lane_table.ts";
import { fold } from "../fold/fold.ts";
import { schemaOf } from "../schema/generation.ts";
import { liveGeneration } from "../schema/registry.ts";
import { ownFold } from "../schema/fingerprint.ts";
import {
  appendJob,
  appendJobByRules,
  first,
  keepWriting,
  next,
  replayTest,
  type ReplayWorld,
  rowsOf,
  statesOf,
} from "../testing/generations.ts";
import { replay } from "./replay.ts";
import type { ReplayStep } from "./steps.ts";

/** Brings a generation that nobody follows to the head of the log. */
async function catchUp({ store }: ReplayWorld, generation: number): Promise<void> {
  const batches = new Batches({ store, generation });
  await batches.find();
  await batches.reach(await store.head());
}

replayTest(
  "rebuilt while jobs run, it equals the live one row by row (promise 7)",
  async (world) => {
    for (let i = 0; i < 3; i++) await appendJob(world);
    for (let i = 0; i < 2; i++) await appendJobByRules(world);
    world.projector.start();
    const writer = keepWriting(world);
    const steps: ReplayStep[] = [];
    const before = await world.store.head();
    const outcome = await replay({ ...world, tell: (step) => steps.push(step) });
    const swappedAt = await world.store.head();
    await writer.stop();

    assert.equal(outcome.outcome, "live");
    assert(swappedAt > before, "the writer has not written meanwhile");
    const compared = steps.find((step) => step.step === "compared")!;
    assert.deepEqual(compared.comparison.differences, []);
    assert.equal(compared.comparison.sameFold, true);
    assert(compared.comparison.sampledJobs >= 5);
    assert(compared.comparison.tables.every((table) => table.rows > 0));
    assert.deepEqual(await statesOf(world.sql), { [first]: "retired", [next]: "live" });

    // Both are brought to the end of the log: by the running projector, and by us.
    const head = await world.store.head();
    await world.projector.reach(head, 10_000);
    assert.deepEqual((await liveGeneration(world.sql)).position, head);
    await catchUp(world, first);
    const rows = await rowsOf(world.sql, next);
    assert(rows.row_chunks!.length > 4);
    assert.deepEqual(rows, await rowsOf(world.sql, first));
  },
);

const places: ReplayStep["step"][] = [
  "began",
  "folded",
  "frozen",
  "compared",
  "ready",
  "swapping",
];

replayTest("killed at any step and started again, it ends the same (promise 5)", async (world) => {
  for (let i = 0; i < 4; i++) await appendJob(world);
  await world.projector.catchUp();
  const limit = { maxEvents: 7, maxBytes: 1 << 20 };
  for (const [i, place] of places.entries()) {
    let seen = 0;
    const dies = (step: ReplayStep) => {
      // Not at once when it begins to fold, but in the middle.
      if (step.step === place && ++seen === (place === "folded" ? 3 : 1)) throw new Error("killed");
    };
    const live = (await liveGeneration(world.sql)).number;
    await assert.rejects(replay({ ...world, limit, tell: dies }), /killed/, place);
    assert.equal((await liveGeneration(world.sql)).number, live, place);

    const steps: ReplayStep[] = [];
    const outcome = await replay({ ...world, limit, tell: (step) => steps.push(step) });
    assert.deepEqual(outcome, { outcome: "live", generation: next + i, position: 48 }, place);
    const [began] = steps;
    assert(began?.step === "began" && began.generation === next + i, place);
    const resumedAt = place === "began" ? 0 : place === "folded" ? 21 : 48;
    assert.equal(began.resumedAt, resumedAt, place);
    assert.deepEqual(await rowsOf(world.sql, next + i), await rowsOf(world.sql, first), place);
  }
});

replayTest("a fold that makes other rows is found, and nothing is swapped", async (world) => {
  await appendJob(world);
  await world.projector.catchUp();
  const before = await rowsOf(world.sql, first);
  const wrong: typeof fold = (state, events) => {
    const changes = fold(state, events);
    return { ...changes, history: changes.history.slice(1) };
  };
  const outcome = await replay({ ...world, fold: wrong });
  assert(outcome.outcome === "differs");
  const [difference] = outcome.comparison.differences;
  assert.match(difference!, new RegExp(`^job_events: generation ${next} has \\d+ rows`));
  assert.match(
    outcome.comparison.differences.at(-1)!,
    /its streams fold to other rows of job_even/,
  );
  assert.deepEqual(await statesOf(world.sql), { [first]: "live", [next]: "building" });
  assert.deepEqual(await rowsOf(world.sql, first), before);

  // Where the folds are said to differ there is nothing to compare with but the sampled folds.
  const own = { number: ownFold.number + 1, fingerprint: "next" };
  await world.owner`update read_models.generation set state = 'discarded' where number = ${next}`;
  const other = await replay({ ...world, own, fold: wrong });
  assert(other.outcome === "differs");
  assert.equal(other.comparison.sameFold, false);
  assert.equal((await liveGeneration(world.sql)).number, first);
});

replayTest("live rows that somebody has changed are found", async (world) => {
  await appendJob(world);
  await world.projector.catchUp();
  await world.sql`
    update ${world.sql(schemaOf(first))}.row_chunks
       set rows = jsonb_set(rows, '{0,3,4}', '"Other"') where first_row_id = 1`;
  const outcome = await replay(world);
  assert(outcome.outcome === "differs");
  assert.match(outcome.comparison.differences.join(), /^row_chunks: .* job that differs is/);
});

replayTest("a job whose key was erased does not make it fail", async (world) => {
  const jobId = "0198c0de-0000-7000-8000-0000000000ee";
  await appendJob(world, jobId);
  await appendJob(world);
  await world.projector.catchUp();
  await world.store.keyring.erase(jobId);
  assert.equal((await replay(world)).outcome, "live");
  const [rows] = await world.sql`
    select count(*) as n from read_models.raw_rows where job_id = ${jobId}`;
  assert.equal(rows!.n, 0);
});

replayTest("a large job that is worked for long does not hold it up", async (world) => {
  await appendJob(world);
  const jobId = newId();
  await appendJob(world, jobId);
  const at = await world.projector.catchUp();
  await transaction(world.sql, (tx) => openLanes(tx, schemaOf(first), new Map([[jobId, at - 1]])));
  const steps: ReplayStep[] = [];
  assert.equal((await replay({ ...world, tell: (step) => steps.push(step) })).outcome, "live");
  const compared = steps.find((step) => step.step === "compared")!;
  assert.equal(compared.comparison.sampledJobs, 2);
});

replayTest("an empty log is replayed too, and a number may be chosen", async (world) => {
  const chosen = next + 2;
  assert.deepEqual(await replay({ ...world, number: chosen }), {
    outcome: "live",
    generation: chosen,
    position: 0,
  });
  const taken = await replay({ ...world, number: chosen });
  assert.deepEqual(taken, {
    outcome: "refused",
    sentence: `generation ${chosen} is taken: the next free number is ${chosen + 1}`,
  });
  await appendJob(world);
  assert.equal(await world.projector.catchUp(), 12);
});

replayTest("an event that cannot be read does not hold a replay up", async (world) => {
  const jobId = "0198c0de-0000-7000-8000-0000000000ee";
  await appendJob(world, jobId);
  await appendJob(world);
  await world.owner`
    update event_store.event set type = 'FromTheFuture'
     where position = (select min(position) from event_store.event
                        where type = 'IssuesResolved' and stream_id = ${`review-${jobId}`})`;
  await world.projector.catchUp();
  const steps: ReplayStep[] = [];
  const outcome = await replay({ ...world, tell: (step) => steps.push(step) });
  assert.equal(outcome.outcome, "live");
  const compared = steps.find((step) => step.step === "compared")!;
  assert.equal(compared.comparison.sampledJobs, 1);
  assert.deepEqual(await rowsOf(world.sql, next), await rowsOf(world.sql, first));
});
