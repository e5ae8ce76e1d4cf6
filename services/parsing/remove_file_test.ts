/** Removing a deleted job's file, on a real Postgres and the emulator, by message and by sweep. */
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { EventRecorded, RecordedEvent } from "@rollcall/contracts";
import { silentLog } from "@rollcall/platform/log.ts";
import { type ObjectStore, openObjectStore } from "@rollcall/platform/object_store.ts";
import { startReactions } from "@rollcall/platform/reactions.ts";
import { eventually, type Fixture, storeTest } from "../../tests/harness/event_store.ts";
import { testAws } from "../../tests/harness/aws.ts";
import { attributesOf, withBus } from "../../tests/harness/bus.ts";
import { deletedJob, uploadedJob } from "../../tests/harness/job.ts";
import { removeFile } from "./remove_file.ts";

const log = silentLog();

function removalTest(
  name: string,
  test: (world: Fixture & { objects: ObjectStore }) => Promise<void>,
) {
  storeTest(`remove file: ${name}`, async (fixture) => {
    const { endpoint, bucket } = testAws();
    const objects = openObjectStore({
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "us-east-1",
      S3_BUCKET_NAME: bucket,
    });
    try {
      await objects.ensureBucket();
      await test({ ...fixture, objects });
    } finally {
      objects.close();
    }
  });
}

const put = (objects: ObjectStore, { data }: RecordedEvent<"JobCreated">) =>
  objects.putStream(data.fileKey, Readable.from(["email\n"]), { contentType: "text/csv" });

const isThere = async (objects: ObjectStore, { data }: RecordedEvent<"JobCreated">) => {
  const stream = await objects.getStream(data.fileKey);
  await stream?.cancel();
  return stream !== undefined;
};

removalTest("it goes with its job, its neighbour stays, and twice is once", async (world) => {
  const { store, objects } = world;
  const [job, other] = [await uploadedJob(store), await uploadedJob(store)];
  await put(objects, job);
  await put(objects, other);
  const cause = await deletedJob(store, job);
  for (let time = 0; time < 2; time++) {
    await removeFile({ store, objects, log }, cause);
    assert.deepEqual([await isThere(objects, job), await isThere(objects, other)], [false, true]);
  }
});

removalTest("the file of a job that is not deleted stays", async ({ store, objects }) => {
  const job = await uploadedJob(store);
  await put(objects, job);
  await assert.rejects(removeFile({ store, objects, log }, job), /is not deleted/);
  assert.ok(await isThere(objects, job));
});

removalTest(
  "a message that comes twice, or never, ends the same (promise 4)",
  (world) =>
    withBus(async ({ bus, topology }) => {
      const { store, objects, database } = world;
      const [told, untold] = [await uploadedJob(store), await uploadedJob(store)];
      await put(objects, told);
      await put(objects, untold);
      const { url, deadLetterUrl } = topology.queues.parsing;
      const tell = async (event: RecordedEvent) => {
        const { id, type, schemaVersion, stream, version, position, recordedAt, metadata } = event;
        const message: EventRecorded = {
          contract: "EventRecorded",
          version: 1,
          event: { id, type, schemaVersion, stream, version, position, recordedAt },
          metadata,
        };
        const MessageBody = JSON.stringify(message);
        await bus.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
      };
      const removed = await deletedJob(store, told);
      await tell(removed);
      await tell(removed);
      const parsing = (graceMs: number) =>
        startReactions({
          name: "parsing",
          store,
          databaseUrl: database.url,
          bus,
          queueUrl: url,
          log,
          concurrency: 2,
          react: async (cause) => {
            if (cause.type === "JobDeleted") await removeFile({ store, objects, log }, cause);
          },
        }, { sweepMs: 10, graceMs, deadlineMs: 60_000, retrySeconds: [0, 0] });
      const byMessage = parsing(3_600_000);
      await eventually("the file is gone", async () => !await isThere(objects, told));
      await byMessage.stop();
      await deletedJob(store, untold);
      assert.ok(await isThere(objects, untold), "negative twin: nobody was told");
      const bySweep = parsing(0);
      await eventually("the sweep removes it", async () => !await isThere(objects, untold));
      await bySweep.stop();
      const dead = await attributesOf(bus, deadLetterUrl);
      assert.equal(dead.ApproximateNumberOfMessages, "0");
    }),
);
