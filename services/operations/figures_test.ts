import assert from "node:assert/strict";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { type Fact, jobStream, type Metadata } from "@rollcall/contracts";
import { Operations } from "@rollcall/contracts/api";
import {
  Claims,
  connect,
  EventStore,
  moveCheckpoint,
  newId,
  releaseLease,
  takeLease,
  transaction,
} from "@rollcall/event-store";
import { openBus } from "@rollcall/platform/bus/mod.ts";
import { withBus } from "../../tests/harness/bus.ts";
import { eventStore } from "../../tests/harness/event_store.ts";
import { createDatabase, type TestDatabase } from "../../tests/harness/postgres.ts";
import { FailedJobCounter } from "./failed_jobs.ts";
import { type FiguresOptions, figuresReader } from "./figures.ts";

interface World extends FiguresOptions {
  database: TestDatabase;
  queueUrl: string;
  deadLetterUrl: string;
  read: () => Promise<Operations>;
}

/** A test on an empty log and on queues of its own. */
function test(name: string, body: (world: World) => Promise<void>): void {
  Deno.test(`operations: ${name}`, () =>
    withBus(async ({ bus, config, topology }) => {
      const database = await createDatabase(eventStore);
      const sql = connect(database.url, { name: "rollcall-test", max: 4 });
      try {
        const store = new EventStore(sql);
        const parts = { store, bus, config, failedJobs: new FailedJobCounter(store) };
        const { url: queueUrl, deadLetterUrl } = topology.queues.parsing;
        await body({ ...parts, database, queueUrl, deadLetterUrl, read: figuresReader(parts) });
      } finally {
        await sql.end({ timeout: 1 });
        await database.drop();
      }
    }));
}

const metadata: Metadata = {
  correlationId: "test",
  causationId: null,
  userId: null,
  traceparent: null,
};

/** Appends facts to a job's stream, which must stand at `version`. */
async function append(store: EventStore, jobId: string, version: number, facts: Fact[]) {
  if (version === 0) await transaction(store.sql, (tx) => store.keyring.create(tx, jobId));
  const events = facts.map((fact) => ({ ...fact, id: newId(), metadata }));
  const outcome = await store.append([{
    stream: jobStream(jobId),
    expectedVersion: version,
    events,
  }]);
  assert.equal(outcome.outcome, "appended");
}

const created = (jobId: string): Fact => ({
  type: "JobCreated",
  data: {
    jobId,
    userId: "u",
    fileKey: "k",
    sizeBytes: 1,
    format: "csv",
    encoding: null,
    delimiter: null,
    headerRow: null,
    region: null,
    foldGmail: false,
    samePerson: "first",
    readAgain: null,
  },
  personal: {
    originalFilename: "a.csv",
    sha256: "0".repeat(64),
    sheet: null,
    mapping: null,
    columns: [],
  },
});
const started = (jobId: string): Fact => ({
  type: "ParsingStarted",
  data: { jobId },
  personal: null,
});

test("on an empty log nothing is behind", async ({ read }) => {
  const figures = Operations.parse(await read());
  assert.equal(figures.log.head, 0);
  assert.equal(figures.log.newest_event_seconds, null);
  assert.equal(figures.relay.leader, null);
  assert.equal(figures.relay.oldest_unpublished_seconds, null);
  assert.deepEqual(figures.projection, {
    live_generation: null,
    generations: [],
    still_seconds: 0,
    lanes: { open: 0, set_aside: 0, still_seconds: 0 },
  });
  assert.deepEqual(
    figures.consumers.map(({ name, lag_events, parked }) => [name, lag_events, parked]),
    [
      ["parsing", 0, 0],
      ["dedupe", 0, 0],
      ["review", 0, 0],
      ["projection", 0, 0],
    ],
  );
});

test("the relay's lag is what it has not published, with the age of the first", async (world) => {
  const { store, read } = world;
  const jobId = newId();
  await append(store, jobId, 0, [created(jobId)]);
  await append(store, jobId, 1, [started(jobId)]);
  const before = await read();
  assert.deepEqual([before.relay.position, before.relay.lag_events], [0, 2]);
  assert.ok(before.relay.oldest_unpublished_seconds! >= before.log.newest_event_seconds!);
  const fence = await takeLease(store.sql, "relay", "relay-1", 10_000);
  await moveCheckpoint(store.sql, { subscription: "relay", from: 0, to: 2, fence: fence! });
  const after = (await read()).relay;
  assert.deepEqual([after.position, after.lag_events], [2, 0]);
  assert.equal(after.oldest_unpublished_seconds, null);
  assert.ok(after.checkpoint_age_seconds! < 60);
  assert.deepEqual([after.leader!.holder, after.leader!.fence], ["relay-1", fence]);
  assert.ok(after.leader!.expires_in_seconds <= 10);
  await releaseLease(store.sql, "relay", "relay-1");
  assert.equal((await read()).relay.leader, null);
});

test("a consumer's lag counts what it reacts to, the projection's everything", async (world) => {
  const { store, read, database } = world;
  const owner = connect(database.ownerUrl, { name: "rollcall-test", max: 1 });
  await owner.unsafe(`
    create schema read_models;
    create table read_models.generation (number int, state text);
    insert into read_models.generation values (1, 'discarded'), (2, 'live'), (3, 'building');
    grant usage on schema read_models to rollcall_service;
    grant select on read_models.generation to rollcall_service;
    insert into event_store.checkpoint (subscription, position) values ('read_models_g2', 1)`);
  await owner.end();
  for (const jobId of [newId(), newId()]) {
    await append(store, jobId, 0, [created(jobId), started(jobId)]);
  }
  await moveCheckpoint(store.sql, { subscription: "parsing-sweep", from: 0, to: 1 });
  const { consumers, projection } = await read();
  const lags = consumers.map(({ name, position, lag_events }) => [name, position, lag_events]);
  assert.deepEqual(lags, [["parsing", 1, 1], ["dedupe", 0, 0], ["review", 0, 0], [
    "projection",
    1,
    3,
  ]]);
  assert.deepEqual(consumers.map((c) => c.oldest_pending_seconds !== null), [
    true,
    false,
    false,
    true,
  ]);
  assert.equal(projection.live_generation, 2);
  assert.deepEqual(projection.generations.map((g) => [g.generation, g.state, g.lag_events]), [
    [2, "live", 3],
    [3, "building", 4],
  ]);
});

test("messages that wait and those that were set aside are counted", async (world) => {
  const { bus, read, queueUrl, deadLetterUrl } = world;
  const send = (QueueUrl: string, DelaySeconds = 0) =>
    bus.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", DelaySeconds }));
  await send(queueUrl);
  await send(queueUrl, 60);
  await send(deadLetterUrl);
  const [parsing, dedupe] = (await read()).consumers;
  const { visible, delayed, in_flight } = parsing!.queue!;
  assert.deepEqual([visible, delayed, in_flight, parsing!.parked], [1, 1, 0, 1]);
  assert.equal(dedupe!.parked, 0);
});

test("without the bus the log's figures stand alone", async ({ store, config }) => {
  const away = { ...config, AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
  const bus = openBus(away);
  const failedJobs = new FailedJobCounter(store);
  const figures = Operations.parse(
    await figuresReader({ store, bus, config: away, failedJobs })(),
  );
  bus.close();
  assert.equal(figures.bus_answers, false);
  assert.deepEqual(figures.consumers.map(({ queue, parked }) => [queue, parked]), [
    [null, null],
    [null, null],
    [null, null],
    [null, null],
  ]);
});

test("claims are counted by the service that holds them", async ({ database, read }) => {
  const claims = new Claims(database.url, "rollcall-dedupe-claims");
  await claims.take("dedupe/1");
  await claims.take("dedupe/2");
  assert.deepEqual((await read()).consumers.map((consumer) => consumer.claims), [0, 2, 0, 0]);
  await claims.close();
});

test("jobs that were set aside are counted until they go on, or are deleted", async ({ store, read }) => {
  const [stuck, mended, broken] = [newId(), newId(), newId()] as const;
  const failed = (jobId: string, stage: "parsing" | "dedupe"): Fact => ({
    type: "JobFailed",
    data: { jobId, stage, causeId: jobId, message: "It failed." },
    personal: null,
  });
  await append(store, stuck, 0, [created(stuck), failed(stuck, "dedupe")]);
  await append(store, mended, 0, [created(mended), failed(mended, "parsing")]);
  await append(store, broken, 0, [created(broken), started(broken), {
    type: "ParsingFailed",
    data: { jobId: broken, code: "NO_ROWS" },
    personal: { message: "There is no row.", headers: [] },
  }]);
  const before = await read();
  assert.deepEqual(before.failed_jobs, {
    parsing: 1,
    dedupe: 1,
    review: 0,
    unreadable_files: 1,
    position: before.log.head,
  });
  await append(store, mended, 2, [{
    type: "JobRetried",
    data: { jobId: mended, stage: "parsing", causeId: mended },
    personal: null,
  }]);
  const { parsing, dedupe, unreadable_files } = (await read()).failed_jobs;
  assert.deepEqual([parsing, dedupe, unreadable_files], [0, 1, 1]);
  await append(store, stuck, 2, [{
    type: "JobDeleted",
    data: { jobId: stuck, fileKey: "k" },
    personal: null,
  }]);
  assert.equal((await read()).failed_jobs.dedupe, 0, "nobody waits for a deleted job");
});

test("while Postgres is away there are no figures", async ({ bus, config }) => {
  const sql = connect("postgres://u:p@127.0.0.1:1/d", { name: "rollcall-test", max: 1 });
  const store = new EventStore(sql);
  const read = figuresReader({ store, bus, config, failedJobs: new FailedJobCounter(store) });
  await assert.rejects(read(), /ECONNREFUSED/);
});

test("stalled read models are reported with how long, as are lanes", async (world) => {
  const { store, read, database } = world;
  const owner = connect(database.ownerUrl, { name: "rollcall-test", max: 1 });
  const sinceMinutes = (minutes: number) => `clock_timestamp() - interval '${minutes} minutes'`;
  await owner.unsafe(`
    create schema read_models;
    create table read_models.generation (number int, state text);
    create table read_models.lanes (job_id uuid, sentence text, moved_at timestamptz);
    insert into read_models.generation values (2, 'live');
    insert into read_models.lanes values
      (gen_random_uuid(), null, ${sinceMinutes(1)}), (gen_random_uuid(), null, ${sinceMinutes(3)}),
      (gen_random_uuid(), 'It could not be prepared.', ${sinceMinutes(60)});
    grant usage on schema read_models to rollcall_service;
    grant select on all tables in schema read_models to rollcall_service;
    insert into event_store.checkpoint (subscription, position, updated_at)
    values ('read_models_g2', 0, ${sinceMinutes(20)})`);
  assert.equal((await read()).projection.still_seconds, 0, "nothing waits");
  const jobId = newId();
  await append(store, jobId, 0, [created(jobId)]);
  await owner.unsafe(`update event_store.event set recorded_at = ${sinceMinutes(10)}`);
  const { still_seconds, lanes } = (await read()).projection;
  const minutes = (seconds: number) => Math.floor(seconds / 60);
  assert.deepEqual([minutes(still_seconds), minutes(lanes.still_seconds)], [10, 3]);
  assert.deepEqual([lanes.open, lanes.set_aside], [2, 1]);
  await owner.unsafe("alter table read_models.lanes drop column moved_at");
  assert.equal(
    (await read()).projection.lanes.still_seconds,
    0,
    "an older generation says nothing",
  );
  await owner.end();
});
