/** Lanes: nobody waits for another's list (promise 12), and what cannot be folded holds its own job. */
import assert from "node:assert/strict";
import type { RecordedEvent } from "@rollcall/contracts";
import { newId } from "@rollcall/event-store";
import { silentLog } from "@rollcall/platform/log.ts";
import { fold } from "../fold/fold.ts";
import { MemoryTables } from "../fold/memory_tables.ts";
import { GENERATION, schemaOf } from "../schema/generation.ts";
import { tableNames } from "../schema/tables.ts";
import { append, fact, jobCreated, jobDeleted, parsedRows, rowsParsed } from "../testing/events.ts";
import { finalized, needsReview, resolved } from "../testing/reviewed_job.ts";
import { createWorld, type World } from "../testing/world.ts";
import { Batches, type BatchLimit } from "./batches.ts";
import { findLanes } from "./lane_table.ts";
import { Lanes } from "./lanes.ts";
import { Projector } from "./projector.ts";

const schema = schemaOf(GENERATION);
const limit: BatchLimit = { maxEvents: 100, maxBytes: 1 << 20, batchFacts: 100, jobFacts: 20 };

function laneTest(name: string, body: (world: World) => Promise<void>): void {
  Deno.test(`lanes: ${name}`, async () => {
    const world = await createWorld();
    try {
      await body(world);
    } finally {
      await world.close();
    }
  });
}

/** A job of so many batches of five rows. */
async function largeJob(world: World, batches: number, jobId = newId()): Promise<string> {
  await append(world.store, [
    jobCreated(jobId),
    ...Array.from(
      { length: batches },
      (_, i) => rowsParsed(jobId, i * 5 + 1, parsedRows(i * 5 + 1, i * 5 + 5)),
    ),
  ], "user-1");
  return jobId;
}

const batchesOf = ({ store }: World, lanes = true) =>
  new Batches({ store, generation: GENERATION, limit, lanes });
const lanesOf = ({ store }: World, of = fold, asideMs = 60_000) =>
  new Lanes({ store, generation: GENERATION, sliceFacts: 10, fold: of, asideMs });
const status = async (world: World, jobId: string, query = "") => {
  const response = await world.get(`/jobs/${jobId}${query}`);
  return response.status === 200 ? (await response.json()).status : response.status;
};
const rowsRead = async (world: World, jobId: string) => {
  const [job] = await world.sql`select total_rows from read_models.jobs where id = ${jobId}`;
  return job?.total_rows;
};

laneTest(
  "a large job goes to its lane, and others behind it are there without it",
  async (world) => {
    const large = await largeJob(world, 8);
    const small = newId();
    const head = await append(world.store, needsReview(small), "user-1");
    const batches = batchesOf(world);
    await batches.reach(head);
    assert.equal(await status(world, small), "NEEDS_REVIEW");
    assert.equal(await rowsRead(world, large), 15);
    assert.deepEqual((await findLanes(world.sql, schema)).map((lane) => lane.job_id), [large]);

    const lanes = lanesOf(world);
    while (await lanes.step());
    assert.equal(await rowsRead(world, large), 40);
    assert.equal((await findLanes(world.sql, schema)).length, 0);
  },
);

laneTest(
  "its negative twin: without lanes all that comes before is folded first",
  async (world) => {
    const large = await largeJob(world, 8);
    const head = await append(world.store, needsReview(newId()), "user-1");
    const batches = batchesOf(world, false);
    await batches.reach(head);
    assert.equal(await rowsRead(world, large), 40);
  },
);

laneTest(
  "lanes and batches in any order end with the rows of the oracle (promise 7)",
  async (world) => {
    const jobs = [newId(), newId(), newId()];
    const batches = batchesOf(world), lanes = lanesOf(world);
    for (const jobId of jobs) {
      await append(world.store, needsReview(jobId), "user-1");
      await largeJob(world, 4);
      await batches.step();
      await append(world.store, resolved(jobId), "user-1");
      await lanes.step();
      await append(world.store, [finalized(jobId)], "user-1");
      await batches.step();
    }
    await append(world.store, [jobDeleted(jobs[1]!)], "user-1");
    for (let more = true; more;) {
      more = await batches.step();
      more = await lanes.step() || more;
    }
    assert.equal((await findLanes(world.sql, schema)).length, 0);
    const oracle = new MemoryTables();
    for (const event of await world.store.readLog(0)) oracle.apply([event]);
    for (const table of tableNames) {
      const rows = await world.sql.unsafe(`select * from ${schema}.${table}`);
      assert.deepEqual(sorted(rows), sorted([...oracle[table].values()]), table);
    }
  },
);

laneTest("min_version waits for the job's lane, and for no other's (promise 10)", async (world) => {
  const large = await largeJob(world, 8);
  const small = newId();
  const head = await append(world.store, needsReview(small), "user-1");
  await batchesOf(world).reach(head);
  assert.equal(await status(world, small, `?min_version=${head}`), "NEEDS_REVIEW");
  assert.equal(await status(world, large, `?min_version=${head}`), 503);
  const lanes = lanesOf(world);
  while (await lanes.step());
  const job = await (await world.get(`/jobs/${large}?min_version=${head}`)).json();
  assert.equal(job.total_rows, 40);
});

laneTest("a deletion ends the lane, and nothing of the job is left (promise 12)", async (world) => {
  const large = await largeJob(world, 8);
  const batches = batchesOf(world), lanes = lanesOf(world);
  await batches.step();
  await lanes.step();
  const head = await append(world.store, [jobDeleted(large)], "user-1");
  await batches.reach(head);
  while (await lanes.step());
  assert.equal((await findLanes(world.sql, schema)).length, 0);
  for (const table of tableNames) {
    const left = await world.sql.unsafe(`select * from ${schema}.${table}`);
    assert.equal(left.length, 0, table);
  }
});

laneTest(
  "a job that cannot be folded is set aside with a sentence, and comes back",
  async (world) => {
    const bad = await largeJob(world, 4);
    const good = newId();
    const head = await append(world.store, needsReview(good), "user-1");
    let isBroken = true;
    const broken: typeof fold = (state, events) => {
      const isPoison = (event: RecordedEvent) =>
        event.type === "RowsParsed" && event.data.jobId === bad && event.data.firstRowId === 11;
      if (isBroken && events.some(isPoison)) throw new Error("this fold has a fault");
      return fold(state, events);
    };
    const batches = new Batches({
      ...{ store: world.store, generation: GENERATION, lanes: true, fold: broken },
      limit: { maxEvents: 100, maxBytes: 1 << 20 },
    });
    const lanes = lanesOf(world, broken, 0);
    for (let faults = 0; batches.position < head;) {
      await batches.step().catch(() => assert(++faults < 6, "it does not get past the fault"));
    }
    const isAside = async () =>
      (await findLanes(world.sql, schema)).some((lane) => lane.sentence !== null);
    for (let steps = 0; !await isAside(); steps++) {
      assert(steps < 20, "it is never set aside");
      await lanes.step();
    }
    assert.equal(await status(world, good), "NEEDS_REVIEW");
    const job = await (await world.get(`/jobs/${bad}?min_version=${head}`)).json();
    assert.deepEqual([job.status, job.error.code], ["FAILED", "SET_ASIDE"]);
    assert.match(job.error.message, /Nothing is lost/);
    // What comes later of it waits in its lane; everybody else goes on.
    await append(world.store, [fact("ParsingStarted", { jobId: bad }), ...needsReview(newId())]);
    await batches.step();
    assert.equal((await findLanes(world.sql, schema)).length, 1);

    isBroken = false;
    while ((await findLanes(world.sql, schema)).length > 0) await lanes.step();
    assert.equal(await status(world, bad), "PROCESSING");
    assert.equal(await rowsRead(world, bad), 20);
  },
);

laneTest("two processes at once fold each event of a lane once", async (world) => {
  const large = await largeJob(world, 20);
  // Rows without a key are counted only: no primary key would stop a slice from counting twice.
  await world.sql`delete from keyring.job_key where job_id = ${large}`;
  world.store.keyring.forget(large);
  const both = [1, 2].map(() => new Projector({ store: world.store, log: silentLog(), limit }));
  await Promise.all(both.map((projector) => projector.catchUp()));
  while ((await findLanes(world.sql, schema)).length > 0) await both[0]!.catchUp();
  assert.equal(await rowsRead(world, large), 100);
});

/** In one order and with times as texts, for comparing. */
function sorted(rows: unknown[]): unknown[] {
  const plain = JSON.parse(JSON.stringify(rows)) as Record<string, unknown>[];
  const byKey = (a: [string, unknown], b: [string, unknown]) => a[0] < b[0] ? -1 : 1;
  return plain.map((row) => Object.fromEntries(Object.entries(row).sort(byKey)))
    .sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
}
