/** What a user has, on a real Postgres: right after every step, and not to be raced. */
import assert from "node:assert/strict";
import { jobStream, reviewStream } from "@rollcall/contracts";
import {
  connect,
  EventStore,
  newId,
  transaction,
  type TransactionSql,
} from "@rollcall/event-store";
import type { Fixture } from "../../tests/harness/event_store.ts";
import { metadata, parsedJob, uploadedJob } from "../../tests/harness/job.ts";
import { deleteJob } from "./delete_job.ts";
import { type Quotas, refusalOf } from "./quotas.ts";
import type { AccountClosed, OverQuota } from "./refusal.ts";
import { keptFilesTest } from "./testing/kept_files.ts";
import { countIn, forgetOldHours, type OpenedFile, usageOf } from "./usage.ts";

const plenty: Quotas = {
  filesInWork: 1_000,
  bytesKept: 1e12,
  rowsKept: 1e12,
  bytesOfDay: 1e12,
  rowsOfJob: 1e12,
};
const people = (rows: number): [string, string, string][] =>
  Array.from({ length: rows }, (_, i) => [`p${i}@x.org`, "Ann", "Lee"]);

async function counted({ store }: Fixture, file: Partial<OpenedFile> = {}, quotas = plenty) {
  const opened = { jobId: newId(), userId: "anna", bytes: 100, rows: 7, ...file };
  return await transaction(store.sql, (tx) => countIn(tx, store, opened, quotas));
}

async function compared(store: EventStore, jobId: string): Promise<void> {
  await store.append([{
    stream: reviewStream(jobId),
    expectedVersion: 0,
    events: [{
      id: newId(),
      type: "DedupeCompleted",
      data: { jobId, issueCount: 0, repeatedRows: 0 },
      personal: null,
      metadata,
    }],
  }]);
}

keptFilesTest("usage: it follows a file from its upload to its deletion", async (fixture) => {
  const { store, sql } = fixture;
  const { data: { jobId } } = await parsedJob(store, people(3));
  await counted(fixture, { jobId });
  const usage = (filesInWork: number, bytesKept: number, rowsKept: number, bytesOfDay: number) => ({
    filesInWork,
    bytesKept,
    rowsKept,
    bytesOfDay,
  });
  assert.deepEqual(await usageOf(store, "anna"), usage(1, 100, 3, 100), "read: rows are known");
  await counted(fixture, { bytes: 50, rows: 10 });
  assert.deepEqual(
    await usageOf(store, "anna"),
    usage(2, 150, 13, 150),
    "not read: lines stand for them",
  );
  await compared(store, jobId);
  assert.deepEqual(await usageOf(store, "anna"), usage(1, 150, 13, 150));
  assert.deepEqual(await usageOf(store, "berta"), usage(0, 0, 0, 0), "everybody has his own");
  await counted(fixture, { bytes: 1, rows: 1 });
  const [row] = await sql`select rows, settled from upload.kept_file where job_id = ${jobId}`;
  assert.deepEqual({ ...row }, { rows: 3, settled: true }, "written down with the next upload");
  assert.deepEqual(await usageOf(store, "anna"), usage(2, 151, 14, 151));

  const deleted = await deleteJob(store, jobId, "anna", metadata);
  assert.equal(deleted.outcome, "deleted");
  assert.deepEqual(
    await usageOf(store, "anna"),
    usage(2, 51, 11, 151),
    "a deletion takes nothing out of the log",
  );
});

keptFilesTest("usage: what a quota refuses is not counted", async (fixture) => {
  const quotas = { ...plenty, bytesKept: 250 };
  for (const fits of [true, true, false, false]) {
    assert.equal(await counted(fixture, {}, quotas) === undefined, fits);
  }
  assert.equal((await usageOf(fixture.store, "anna")).bytesKept, 200);
  assert.equal(await counted(fixture, { userId: "berta" }, quotas), undefined);
});

keptFilesTest(
  "usage: of a day, whatever was deleted since; then it is forgotten",
  async (fixture) => {
    const { store, sql, owner } = fixture;
    const quotas = { ...plenty, bytesOfDay: 250 };
    for (const fits of [true, true, false]) {
      const { data: { jobId } } = await uploadedJob(store);
      const refusal = await counted(fixture, { jobId }, quotas);
      const figures = { own: 200, more: 100, most: 250 };
      assert.deepEqual(refusal, fits ? undefined : { outcome: "too much in a day", ...figures });
      if (fits) await deleteJob(store, jobId, "anna", metadata);
    }
    assert.equal(await counted(fixture, { userId: "berta" }, quotas), undefined);
    await owner`update upload.uploaded_hour set hour = hour - interval '24 hours'
               where user_id = 'anna'`;
    assert.equal((await usageOf(store, "anna")).bytesOfDay, 0);
    await forgetOldHours(sql);
    const left = await sql`select user_id from upload.uploaded_hour`;
    assert.deepEqual(left.map(({ user_id }) => user_id), ["berta"]);
  },
);

keptFilesTest("usage: a deletion that is rolled back frees nothing", async (fixture) => {
  const { store, owner } = fixture;
  const { data: { jobId } } = await uploadedJob(store);
  await counted(fixture, { jobId });
  await owner`revoke insert on event_store.event from rollcall_service`;
  try {
    await assert.rejects(deleteJob(store, jobId, "anna", metadata), /permission denied/);
  } finally {
    await owner`grant insert on event_store.event to rollcall_service`;
  }
  assert.equal((await usageOf(store, "anna")).bytesKept, 100);
});

keptFilesTest("usage: jobs from before there was a count are counted", async (fixture) => {
  const { store, owner, database } = fixture;
  const { data: { jobId } } = await parsedJob(store, people(2), { sizeBytes: 30 });
  await compared(store, jobId);
  const gone = await uploadedJob(store, { sizeBytes: 1_000 });
  await deleteJob(store, gone.data.jobId, "anna", metadata);
  await owner`drop schema upload cascade`;
  await owner`delete from event_store.migration where set = 'upload'`;
  const { ensureUploadSchema } = await import("./schema.ts");
  await ensureUploadSchema(fixture.sql, database.ownerUrl);
  const expected = { filesInWork: 0, bytesKept: 30, rowsKept: 2, bytesOfDay: 0 };
  assert.deepEqual(await usageOf(store, "anna"), expected);
});

type Count = (
  tx: TransactionSql,
  store: EventStore,
  file: OpenedFile,
  quotas: Quotas,
) => Promise<OverQuota | AccountClosed | undefined>;

const RACERS = 8;

/** How many of eight uploads at once, each on a connection of its own, pass a quota of three. */
async function passed({ database }: Fixture, count: Count): Promise<number> {
  const sql = connect(database.url, { name: "racers", max: RACERS * 2 });
  const store = new EventStore(sql);
  const quotas = { ...plenty, filesInWork: 3 };
  try {
    const refusals = await Promise.all(Array.from({ length: RACERS }, () => {
      const file = { jobId: newId(), userId: "anna", bytes: 1, rows: 1 };
      return transaction(sql, (tx) => count(tx, store, file, quotas));
    }));
    return refusals.filter((refusal) => refusal === undefined).length;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

keptFilesTest("usage: uploads at the same moment do not pass a quota together", async (fixture) => {
  assert.equal(await passed(fixture, countIn), 3);
});

keptFilesTest(
  "usage, negative twin: who looks and then writes lets all of them pass",
  async (fixture) => {
    let looked = 0;
    const { promise: all, resolve } = Promise.withResolvers<void>();
    const lookThenWrite: Count = async (tx, store, file, quotas) => {
      const refusal = refusalOf(await usageOf(store, file.userId), quotas, file);
      if (++looked === RACERS) resolve();
      await all;
      if (refusal) return refusal;
      await tx`
      insert into upload.kept_file (job_id, user_id, bytes, rows)
      values (${file.jobId}, ${file.userId}, 1, 1)`;
      return undefined;
    };
    assert.equal(await passed(fixture, lookThenWrite), RACERS);
  },
);

keptFilesTest("usage: the newest events are found without those of other jobs", async (fixture) => {
  const { store } = fixture;
  const { data: { jobId } } = await parsedJob(store, people(5), { batchRows: 2 });
  await parsedJob(store, people(9));
  const stream = jobStream(jobId);
  const found = await store.readNewest([
    { stream, type: "ParsingCompleted" },
    { stream, type: "JobFailed" },
    { stream: `rows-${jobId}`, type: "RowsParsed" },
  ]);
  assert.deepEqual(found.map(({ type, version, personal }) => [type, version, personal]), [
    ["ParsingCompleted", 2, null],
    ["RowsParsed", 3, null],
  ]);
});
