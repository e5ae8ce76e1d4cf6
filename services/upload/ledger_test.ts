/** What was erased stays erased, be the database restored to a moment before. */
import assert from "node:assert/strict";
import { jobStream } from "@rollcall/contracts";
import { connect, EventStore, newId, type Sql } from "@rollcall/event-store";
import { silentLog } from "@rollcall/platform/log.ts";
import { type ObjectStore, openObjectStore } from "@rollcall/platform/object_store.ts";
import { dump, restore } from "../../event-store/testing/dump.ts";
import { testAws } from "../../tests/harness/aws.ts";
import { eventStore } from "../../tests/harness/event_store.ts";
import { metadata, uploadedJob } from "../../tests/harness/job.ts";
import { createDatabase } from "../../tests/harness/postgres.ts";
import { deleteJob } from "./delete_job.ts";
import { reconcileLedger } from "./ledger.ts";
import { ensureUploadSchema } from "./schema.ts";

const log = silentLog();
const TABLES = [
  ...["event", "stream", "checkpoint", "lease"].map((table) => `event_store.${table}`),
  "keyring.job_key",
  "keyring.erased_job",
  "upload.kept_file",
];

interface World {
  sql: Sql;
  owner: Sql;
  store: EventStore;
}

async function withDatabase(test: (world: World) => Promise<void>): Promise<void> {
  const database = await createDatabase(eventStore);
  const sql = connect(database.url, { name: "ledger-test", max: 4 });
  const owner = connect(database.ownerUrl, { name: "ledger-test", max: 2 });
  try {
    await ensureUploadSchema(sql, database.ownerUrl);
    await test({ sql, owner, store: new EventStore(sql) });
  } finally {
    await Promise.all([sql.end({ timeout: 1 }), owner.end({ timeout: 1 })]);
    await database.drop();
  }
}

function ledgerTest(name: string, test: (world: World, files: ObjectStore) => Promise<void>): void {
  Deno.test(`ledger: ${name}`, () =>
    withDatabase(async (world) => {
      const { endpoint, bucket } = testAws();
      const files = openObjectStore({
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_REGION: "us-east-1",
        S3_BUCKET_NAME: bucket,
      });
      try {
        await files.ensureBucket();
        await test(world, files);
      } finally {
        files.close();
      }
    }));
}

/** A job that counts for its user. */
async function job({ store, sql }: World): Promise<string> {
  const { data: { jobId } } = await uploadedJob(store);
  await sql`
    insert into upload.kept_file (job_id, user_id, bytes, rows) values (${jobId}, 'anna', 1, 1)`;
  return jobId;
}

const personalOf = async (store: EventStore, jobId: string) =>
  (await Array.fromAsync(store.readStream(jobStream(jobId)))).map(({ personal }) => personal);

const keptFiles = async ({ sql }: World) =>
  (await sql`select job_id from upload.kept_file order by 1`).map((row) => row.job_id);

ledgerTest(
  "a backup from before a deletion is restored, and the job is gone again",
  async (world, files) => {
    const [deleted, before, kept] = [await job(world), await job(world), await job(world)];
    await deleteJob(world.store, before, "anna", metadata);
    await files.noteErasure(before);
    const backup = await dump(world.owner, TABLES);
    // As the route does it, once the deletion is committed.
    await deleteJob(world.store, deleted, "anna", metadata);
    await files.noteErasure(deleted);

    await withDatabase(async (restored) => {
      await restore(restored.owner, backup);
      const names = async () => (await personalOf(new EventStore(restored.sql), deleted))[0];
      assert.notEqual(await names(), null, "negative twin: the backup has it, with its key");

      const context = { store: restored.store, files, log };
      assert.deepEqual(await reconcileLedger(context), {
        entries: 2,
        applied: 1,
        noted: 0,
        closed: 0,
      });
      assert.equal(await names(), null);
      assert.deepEqual(
        await restored.store.keyring.erasedOf([deleted, before, kept]),
        new Set([deleted, before]),
      );
      const [first, last] = await Array.fromAsync(restored.store.readStream(jobStream(deleted)));
      assert.deepEqual([first!.type, last!.type], ["JobCreated", "JobDeleted"]);
      assert.equal(last!.metadata.userId, null, "nobody did it: it follows from what was done");
      assert.deepEqual(await keptFiles(restored), [kept]);
      assert.notEqual((await personalOf(restored.store, kept))[0], null, "others stay as they are");

      assert.deepEqual(await reconcileLedger(context), {
        entries: 2,
        applied: 0,
        noted: 0,
        closed: 0,
      });
    });
  },
);

ledgerTest(
  "a job of which the restored database knows nothing is passed over",
  async (world, files) => {
    await files.noteErasure(newId());
    const kept = await job(world);
    const outcome = await reconcileLedger({ store: world.store, files, log });
    assert.deepEqual(outcome, { entries: 1, applied: 0, noted: 0, closed: 0 });
    assert.notEqual((await personalOf(world.store, kept))[0], null);
  },
);

ledgerTest(
  "erasures from before there was a ledger are written down, once",
  async (world, files) => {
    const [one, other] = [await job(world), await job(world)];
    await job(world);
    for (const id of [one, other]) await deleteJob(world.store, id, "anna", metadata);
    const context = { store: world.store, files, log };
    assert.deepEqual(await reconcileLedger(context), {
      entries: 0,
      applied: 0,
      noted: 2,
      closed: 0,
    });
    assert.deepEqual(new Set(await Array.fromAsync(files.erasures())), new Set([one, other]));
    assert.deepEqual(await reconcileLedger(context), {
      entries: 2,
      applied: 0,
      noted: 0,
      closed: 0,
    });
  },
);

ledgerTest("it needs no key to do so", async ({ sql, store }, files) => {
  const { data: { jobId } } = await uploadedJob(store);
  await files.noteErasure(jobId);
  const keyless = new EventStore(sql, "none");
  assert.equal((await reconcileLedger({ store: keyless, files, log })).applied, 1);
  assert.equal(await store.keyring.isErased(jobId), true);
});
