import assert from "node:assert/strict";
import fc from "fast-check";
import { transaction } from "@rollcall/event-store";
import type { RecordedEvent } from "@rollcall/contracts";
import { silentLog } from "@rollcall/platform/log.ts";
import { fold } from "../fold/fold.ts";
import { needsOf } from "../fold/needs.ts";
import { GENERATION, schemaOf } from "../schema/generation.ts";
import { tableNames } from "../schema/tables.ts";
import { append, fact, jobCreated, parsedRows, rowsParsed } from "../testing/events.ts";
import { batchesOf, cutHistory } from "../testing/histories.ts";
import { MemoryTables } from "../fold/memory_tables.ts";
import { createWorld, type World } from "../testing/world.ts";
import { loadState } from "./load.ts";
import { Projector } from "./projector.ts";
import { writeChanges } from "./write.ts";

const schema = schemaOf(GENERATION);

Deno.test("projector: Postgres ends with the rows of the oracle, however batches are cut", async () => {
  const world = await createWorld();
  try {
    await fc.assert(
      fc.asyncProperty(cutHistory, async ({ events, cuts }) => {
        const oracle = new MemoryTables();
        for (const event of events) oracle.apply([event]);
        await clear(world);
        for (const batch of batchesOf(events, cuts)) await write(world, batch);
        for (const table of tableNames) {
          assert.deepEqual(await stored(world, table), sorted([...oracle[table].values()]), table);
        }
      }),
      { numRuns: 40 },
    );
  } finally {
    await world.close();
  }
});

Deno.test("projector: two instances at once fold each event once", async () => {
  const world = await createWorld();
  try {
    const { store } = world;
    const jobId = "0198c0de-0000-7000-8000-000000000001";
    const batches = Array.from({ length: 20 }, (_, i) => i * 5 + 1);
    const position = await append(store, [
      jobCreated(jobId),
      ...batches.map((first) => rowsParsed(jobId, first, parsedRows(first, first + 4))),
    ]);
    // Rows without a key are counted only: no primary key would stop the same batch from counting twice.
    await world.sql`delete from keyring.job_key where job_id = ${jobId}`;
    store.keyring.forget(jobId);
    const limit = { maxEvents: 2, maxBytes: 1 << 20 };
    const both = [1, 2].map(() => new Projector({ store, log: silentLog(), limit }));
    await Promise.all(both.map((projector) => projector.catchUp()));
    assert.deepEqual(both.map((projector) => projector.position), [position, position]);
    const [job] = await world.sql`select total_rows, version from read_models.jobs`;
    assert.deepEqual({ ...job }, { total_rows: 100, version: position });
  } finally {
    await world.close();
  }
});

Deno.test("projector: events under load wait for others, but not while somebody waits for them", async () => {
  const world = await createWorld();
  try {
    const { store } = world;
    const jobs = [1, 2, 3].map((i) => `0198c0de-0000-7000-8000-00000000000${i}`);
    const reached: number[] = [];
    const advanced = (position: number) => reached.push(position);
    const often = { pollMs: 5, gatherMs: 60_000 };
    const projector = new Projector({ store, log: silentLog(), advanced, ...often });
    const first = await append(store, [jobCreated(jobs[0]!)]);
    projector.start();
    await projector.reach(first, 10_000);
    await append(store, [jobCreated(jobs[1]!)]);
    projector.wake();
    const last = await append(store, [jobCreated(jobs[2]!)]);
    projector.hurry();
    await projector.reach(last, 10_000);
    assert.deepEqual(reached.filter((position) => position > 0), [first, last]);
    await projector.stop();
  } finally {
    await world.close();
  }
});

Deno.test("projector: a batch that fails leaves nothing behind and is tried again", async () => {
  const world = await createWorld();
  try {
    const jobId = "0198c0de-0000-7000-8000-000000000001";
    await append(world.store, [jobCreated(jobId)]);
    await world.projector.catchUp();
    // A row that is there already refuses the batch, as any fault in the middle of it would.
    await world.sql`insert into ${world.sql(schema)}.row_chunks values (${jobId}, 1, '[]')`;
    const position = await append(world.store, [
      fact("ParsingStarted", { jobId }),
      rowsParsed(jobId, 1, parsedRows(1, 3)),
    ]);
    await assert.rejects(world.projector.catchUp(), /duplicate key/);
    const [before] = await world.sql`select status, total_rows from read_models.jobs`;
    assert.deepEqual({ ...before }, { status: "PENDING", total_rows: 0 });

    await world.sql`delete from ${world.sql(schema)}.row_chunks`;
    assert.equal(await world.projector.catchUp(), position);
    const [after] = await world.sql`select status, total_rows from read_models.jobs`;
    assert.deepEqual({ ...after }, { status: "PROCESSING", total_rows: 3 });
  } finally {
    await world.close();
  }
});

Deno.test("projector: what Postgres cannot hold is replaced, not fatal", async () => {
  const world = await createWorld();
  try {
    const jobId = "0198c0de-0000-7000-8000-000000000001";
    const nasty = 'a\0b\ud800c"\\\n\t{},NULL';
    await append(world.store, [
      jobCreated(jobId),
      rowsParsed(jobId, 1, [[2, nasty, ["INVALID_EMAIL_FORMAT"], [
        nasty,
        "NULL",
        "",
        "\\N",
        "x",
        "y",
      ]]]),
    ]);
    await world.projector.catchUp();
    const [row] = await world.sql`select * from read_models.raw_rows`;
    const clean = 'a\ufffdb\ufffdc"\\\n\t{},NULL';
    assert.equal(row!.normalized_email, clean);
    assert.deepEqual(row!.data, {
      email: clean,
      first_name: "NULL",
      last_name: "",
      phone: "\\N",
      company: "x",
      Notes: "y",
    });
  } finally {
    await world.close();
  }
});

async function write(world: World, batch: RecordedEvent[]): Promise<void> {
  await transaction(world.sql, async (tx) => {
    await writeChanges(tx, schema, fold(await loadState(tx, schema, needsOf(batch)), batch));
  });
}

async function clear(world: World): Promise<void> {
  for (const table of tableNames) await world.sql.unsafe(`delete from ${schema}.${table}`);
}

async function stored(world: World, table: string): Promise<unknown[]> {
  return sorted(
    (await world.sql.unsafe(`select * from ${schema}.${table}`)).map((row) => ({ ...row })),
  );
}

/** In one order and with times as texts, for comparing. */
function sorted(rows: unknown[]): unknown[] {
  const plain = JSON.parse(JSON.stringify(rows)) as Record<string, unknown>[];
  const byKey = (a: [string, unknown], b: [string, unknown]) => a[0] < b[0] ? -1 : 1;
  return plain.map((row) => Object.fromEntries(Object.entries(row).sort(byKey)))
    .sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
}
