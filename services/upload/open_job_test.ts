import assert from "node:assert/strict";
import { jobStream } from "@rollcall/contracts";
import { connect, EventStore, newId, type Sql } from "@rollcall/event-store";
import { eventStore } from "../../tests/harness/event_store.ts";
import { createDatabase } from "../../tests/harness/postgres.ts";
import { deleteJob } from "./delete_job.ts";
import { type NewJob, openJob as openWithin } from "./open_job.ts";
import { ensureUploadSchema } from "./schema.ts";
import { losingConnection } from "./testing/losing_connection.ts";
import { plenty } from "./testing/world.ts";

const NO_OPTIONS = {
  encoding: null,
  delimiter: null,
  headerRow: null,
  sheet: null,
  region: null,
  foldGmail: false,
  samePerson: "first" as const,
};

const openJob = (store: EventStore, job: NewJob) => openWithin(store, job, plenty);

function newJob(change: Partial<NewJob> = {}): NewJob {
  const jobId = newId();
  return {
    jobId,
    userId: "anna",
    fileKey: `uploads/uanna/job-${jobId}.csv`,
    file: {
      filename: "people.csv",
      format: "csv",
      sizeBytes: 6,
      sha256: "0".repeat(64),
      lines: 1,
      mapping: null,
      columns: [],
      options: NO_OPTIONS,
      readAgain: null,
      partial: false,
      fallbackRegion: null,
    },
    idempotencyKey: "k1",
    metadata: { correlationId: "c", causationId: null, userId: "anna", traceparent: null },
    ...change,
  };
}

async function withDatabase(test: (sql: Sql) => Promise<void>): Promise<void> {
  const database = await createDatabase(eventStore);
  const sql = connect(database.url, { name: "open-job-test", max: 4 });
  try {
    await ensureUploadSchema(sql, database.ownerUrl);
    await test(sql);
  } finally {
    await sql.end();
    await database.drop();
  }
}

const events = async (store: EventStore, jobId: string) =>
  (await Array.fromAsync(store.readStream(jobStream(jobId)))).length;

for (const when of ["before", "after"] as const) {
  Deno.test(`open job: a connection lost ${when} the commit still opens it once (promise 5)`, () =>
    withDatabase(async (sql) => {
      const job = newJob();
      const { sql: unsafe, transactions } = losingConnection(sql, when);
      const opened = await openJob(new EventStore(unsafe), job);
      assert.equal(opened.outcome, "opened");
      assert.equal(transactions(), when === "before" ? 2 : 1);
      assert.equal(await events(new EventStore(sql), job.jobId), 1);
    }));
}

Deno.test("open job: nothing in clear tells whose file it was by its bytes", () =>
  withDatabase(async (sql) => {
    const store = new EventStore(sql), job = newJob();
    await openJob(store, job);
    const rows = await sql`
      select type, data::text || metadata::text as clear from event_store.event order by position`;
    assert.deepEqual(rows.map(({ type }) => type), ["JobCreated", "UploadKeyUsed"]);
    for (const { type, clear } of rows) assert.ok(!clear.includes(job.file.sha256), type);
    const readable = async () => JSON.stringify(await store.readLog(0)).includes(job.file.sha256);
    assert.ok(await readable(), "negative twin: with the job's key it is there");
    await store.keyring.erase(job.jobId);
    assert.ok(!await readable());
  }));

Deno.test("open job: a key that is spent rolls the new job's own key back", () =>
  withDatabase(async (sql) => {
    const store = new EventStore(sql);
    const first = newJob();
    await openJob(store, first);
    const again = newJob();
    const repeated = await openJob(store, again);
    assert(repeated.outcome === "repeated");
    assert.equal(repeated.event.data.jobId, first.jobId);
    const other = newJob({ file: { ...again.file, sha256: "1".repeat(64) } });
    assert.deepEqual(await openJob(store, other), { outcome: "key reused" });
    for (const { jobId } of [again, other]) {
      assert.equal(await events(store, jobId), 0);
      assert.equal(
        (await store.keyring.sql`
        select 1 from keyring.job_key where job_id = ${jobId}`).length,
        0,
      );
    }
  }));

Deno.test("open job: a key whose job was deleted opens a new one, whatever the file", () =>
  withDatabase(async (sql) => {
    const store = new EventStore(sql);
    const metadata = newJob().metadata;
    let last = newJob();
    await openJob(store, last);
    for (const sha256 of ["0".repeat(64), "1".repeat(64)]) {
      await deleteJob(store, last.jobId, "anna", metadata);
      const next = newJob({ file: { ...last.file, sha256 } });
      const [opened, raced] = await Promise.all([
        openJob(store, next),
        openJob(store, newJob({ file: next.file })),
      ]);
      const outcomes = [opened.outcome, raced.outcome].sort();
      assert.deepEqual(outcomes, ["opened", "repeated"], "one of two who race");
      assert("event" in opened && "event" in raced);
      assert.equal(opened.event.data.jobId, raced.event.data.jobId);
      assert.equal(opened.event.personal?.originalFilename, "people.csv");
      last = { ...next, jobId: opened.event.data.jobId };
      assert.equal((await openJob(store, newJob({ file: next.file }))).outcome, "repeated");
    }
  }));

Deno.test("open job: a person's file name is sealed, not in the clear", () =>
  withDatabase(async (sql) => {
    const job = newJob();
    await openJob(new EventStore(sql), job);
    const rows = await sql`select data::text || metadata::text as text from event_store.event`;
    assert.equal(rows.length, 2);
    for (const { text } of rows) assert.doesNotMatch(text, /people\.csv/);
  }));

Deno.test("open job: a key used for the same file, to be read otherwise, is another request", () =>
  withDatabase(async (sql) => {
    const store = new EventStore(sql);
    const first = newJob();
    await openJob(store, first);
    const { file } = newJob();
    const others = [
      { ...file, mapping: { email: "Mail" } },
      { ...file, options: { ...NO_OPTIONS, encoding: "windows-1252" } },
      { ...file, options: { ...NO_OPTIONS, foldGmail: true } },
    ];
    for (const other of others) {
      assert.deepEqual(await openJob(store, newJob({ file: other })), { outcome: "key reused" });
    }
    const same = await openJob(store, newJob({ file: { ...file, filename: "renamed.csv" } }));
    assert.equal(same.outcome, "repeated");
  }));
