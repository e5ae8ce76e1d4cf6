/** Files without a job go, on a real Postgres and with all that a bucket with versions keeps. */
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import type { RecordedEvent } from "@rollcall/contracts";
import { newId } from "@rollcall/event-store";
import { createLog, silentLog } from "@rollcall/platform/log.ts";
import { type ObjectStore, openObjectStore } from "@rollcall/platform/object_store.ts";
import { type Fixture, storeTest } from "../../tests/harness/event_store.ts";
import { deletedJob, uploadedJob } from "../../tests/harness/job.ts";
import { type VersionedBucket, versionedBucket } from "../../tests/harness/versioned_bucket.ts";
import { DoubtfulDatabase, GRACE_MS, reconcileFiles } from "./reconcile_files.ts";

type World = Fixture & {
  bucket: VersionedBucket;
  files: ObjectStore;
  put(key: string): Promise<void>;
  keys(): Promise<string[]>;
};

function filesTest(name: string, test: (world: World) => Promise<void>) {
  storeTest(`reconcile: ${name}`, async (fixture) => {
    const bucket = await versionedBucket();
    const { endpoint, region } = bucket.aws;
    const files = openObjectStore({
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: region,
      S3_BUCKET_NAME: bucket.aws.bucket,
    });
    try {
      await test({
        ...fixture,
        bucket,
        files,
        put: (key) => files.putStream(key, Readable.from(["email\n"]), { contentType: "text/csv" }),
        keys: async () => {
          const all = await Array.fromAsync(files.list(""));
          return [...new Set(all.map(({ key }) => key))].sort();
        },
      });
    } finally {
      files.close();
      await bucket.close();
    }
  });
}

const keyOf = ({ data }: RecordedEvent<"JobCreated">) => data.fileKey;
const orphan = () => `uploads/uanna/job-${newId()}.csv`;
const log = silentLog();

filesTest(
  "what has no job, or a deleted one, goes with its versions; the rest stays",
  async (world) => {
    const { store, files, bucket } = world;
    const [kept, gone, hidden] = [
      await uploadedJob(store),
      await uploadedJob(store),
      await uploadedJob(store),
    ];
    const foreign = ["uploads/readme.txt", "uploads/uanna/job-no-id.csv", "elsewhere/file.csv"];
    for (const key of [...[kept, gone, hidden].map(keyOf), orphan(), ...foreign]) {
      await world.put(key);
    }
    await deletedJob(store, gone);
    await deletedJob(store, hidden);
    // As a deletion without its versions leaves it: out of sight, and all there.
    const of = { Bucket: bucket.aws.bucket, Key: keyOf(hidden) };
    await bucket.client.send(new DeleteObjectCommand(of));

    const count = await reconcileFiles({ store, files, log, graceMs: 0 });
    assert.deepEqual(await world.keys(), [keyOf(kept), ...foreign].sort());
    assert.deepEqual(count, { kept: 1, young: 0, foreign: 2, deleted: 2, unknown: 1 });
    const again = await reconcileFiles({ store, files, log, graceMs: 0 });
    assert.deepEqual(again, { kept: 1, young: 0, foreign: 2, deleted: 0, unknown: 0 });
  },
);

filesTest("nothing is removed within the grace period", async (world) => {
  const { store, files } = world;
  const job = await uploadedJob(store);
  await world.put(orphan());
  await world.put(keyOf(job));
  await deletedJob(store, job);
  const before = await world.keys();
  const count = await reconcileFiles({ store, files, log });
  assert.deepEqual(await world.keys(), before);
  assert.deepEqual(count, { kept: 0, young: 2, foreign: 0, deleted: 0, unknown: 0 });
  assert.ok(GRACE_MS > 3_600_000, "far longer than any upload");
});

filesTest("with another database it removes nothing, unless forced", async (world) => {
  const { store, files } = world;
  const job = await uploadedJob(store);
  await world.put(keyOf(job));
  for (let i = 0; i < 21; i++) await world.put(orphan());
  const before = await world.keys();
  await assert.rejects(reconcileFiles({ store, files, log, graceMs: 0 }), (error: Error) => {
    assert.ok(error instanceof DoubtfulDatabase);
    assert.match(error.message, /^21 files have no job in this database and 1 have one; nothing/);
    return true;
  });
  assert.deepEqual(await world.keys(), before);
  const count = await reconcileFiles({ store, files, log, graceMs: 0, all: true });
  assert.equal(count.unknown, 21);
  assert.deepEqual(await world.keys(), [keyOf(job)]);
});

filesTest("its log has counts and ids of jobs, and nothing else", async (world) => {
  const { store, files } = world;
  const lines: string[] = [];
  const key = "uploads/uMarked.Person/job-" + newId() + ".csv";
  await world.put(key);
  try {
    const loud = createLog("reconciliation", "debug", (line) => lines.push(line));
    await reconcileFiles({ store, files, log: loud, graceMs: 0 });
  } finally {
    createLog("silent", "error", () => {});
  }
  assert.equal(lines.length, 2);
  assert.ok(lines.every((line) => !line.includes("Marked")), lines.join("\n"));
  const [removed, summary] = lines.map((line) => JSON.parse(line));
  assert.equal(removed.job_id, key.match(/job-(.+)\.csv/)![1]);
  assert.deepEqual(
    Object.keys(summary).sort(),
    [
      "deleted",
      "foreign",
      "kept",
      "level",
      "message",
      "service",
      "time",
      "unknown",
      "young",
    ],
  );
});
