/**
 * The parsing function does what the worker does: its bundle, run by Node with events as SQS hands
 * them to Lambda, leaves the same log behind (promises 4 and 6).
 */
import assert from "node:assert/strict";
import { DeleteMessageCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { jobStream, rowsStream } from "@rollcall/contracts";
import { connect } from "@rollcall/event-store";
import { ensureTopology, openBus } from "@rollcall/platform/bus/mod.ts";
import { openObjectStore } from "@rollcall/platform/object_store.ts";
import { bundleParsing } from "../../deploy/lambda/bundle.ts";
import { services } from "@rollcall/platform/manifest.ts";
import { readAll } from "../harness/job.ts";
import { type SharedStack, sharedStack } from "../harness/shared_stack.ts";
import { startStack, type TestStack } from "../harness/stack.ts";
import { stackMasterKey, stackStore } from "../harness/stack_store.ts";
import { ApiClient } from "./client.ts";
import { invokeInNode, type SqsRecord } from "./lambda_process.ts";

const FILE = [
  "E-Mail,First name,Surname,Favourite colour",
  ...Array.from({ length: 1_200 }, (_, i) => `p${i % 1_100}@example.com,Ann ${i},Lee,blue`),
  "not an address,Bob,,",
  ",,Nobody,",
].join("\n");

Deno.test("the parsing function leaves the log that the worker leaves", async (t) => {
  const { folder } = await bundle();
  const all = services.map((row) => row.name);
  const withWorker = sharedStack();
  const stack = await startStack({ only: all.filter((name) => name !== "parsing") });
  const queue = await parserQueue(stack);
  const invoke = (event: object) => invokeInNode(`${folder}/lambda.mjs`, variablesOf(stack), event);
  try {
    const expected = await parsedBy(withWorker, async () => {});

    await t.step("one file, one message", async () => {
      const found = await parsedBy(stack, async () => {
        const [record] = await queue.receive(1);
        const { answer, log } = await invoke({ Records: [record] });
        assert.deepEqual(answer, { batchItemFailures: [] }, log);
      });
      assert.deepEqual(found, expected);
    });

    await t.step("a batch answers which of its messages must come again", async () => {
      const ann = await ApiClient.register(stack.apiUrl);
      const jobs = [await ann.upload(FILE), await ann.upload(FILE)];
      const records = await queue.receive(2);
      const unreadable = { ...records[0]!, messageId: "unreadable", body: "{oops" };
      const again = { ...records[1]!, messageId: "again" };
      const { answer, log } = await invoke({
        Records: [records[0], unreadable, records[1], again],
      });
      assert.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: "unreadable" }] }, log);
      for (const job of jobs) {
        await ann.until(job.body.id, (job) => job.status === "NEEDS_REVIEW");
      }
    });

    await t.step("a deleted job's file is gone, by its message and by a sweep", async () => {
      const ann = await ApiClient.register(stack.apiUrl);
      const remove = async () => {
        const { body: { id } } = await ann.upload(FILE);
        await queue.receive(1);
        assert.equal((await files(stack, id)).length, 1, "negative twin: it is there before");
        const { status } = await ann.call(`/jobs/${id}`, { method: "DELETE" });
        assert.equal(status, 200);
        return { id, record: (await queue.receive(1))[0] };
      };
      const told = await remove();
      const { answer, log } = await invoke({ Records: [told.record] });
      assert.deepEqual(answer, { batchItemFailures: [] }, log);
      assert.deepEqual(await files(stack, told.id), [], log);

      const untold = await remove();
      assert.equal((await files(stack, untold.id)).length, 1);
      const { log: swept } = await invoke({ sweep: true, graceMs: 0 });
      assert.deepEqual(await files(stack, untold.id), [], swept);
    });

    await t.step("a message that is lost costs a sweep, not the job", async () => {
      const ann = await ApiClient.register(stack.apiUrl);
      const { body: { id } } = await ann.upload(FILE);
      await queue.receive(1);
      const { answer, log } = await invoke({ sweep: true, graceMs: 0 });
      assert.equal(answer, null, log);
      await ann.atRest(id);
    });
  } finally {
    queue.close();
    await stack.close();
  }
});

Deno.test("the bundle is one small file with nothing of Deno", async () => {
  const { folder, bytes } = await bundle();
  assert.ok(bytes < 5_000_000, `${bytes} bytes`);
  const text = await Deno.readTextFile(`${folder}/lambda.mjs`);
  assert.ok(!/\bDeno\.(serve|addSignalListener|pid)\b/.test(text));
});

interface Bundle {
  folder: string;
  bytes: number;
}
let bundled: Promise<Bundle> | undefined;

/** Made once, where nobody else makes one: `deno task synth` has a folder of its own. */
function bundle(): Promise<Bundle> {
  return bundled ??= (async () => {
    const folder = await Deno.makeTempDir({ prefix: "rollcall-lambda-" });
    return { folder, bytes: await bundleParsing(folder) };
  })();
}

/** What parsing one file leaves in the log, without what differs from job to job. */
async function parsedBy(stack: SharedStack, work: () => Promise<void>) {
  const ann = await ApiClient.register(stack.apiUrl);
  const { body: { id } } = await ann.upload(FILE);
  await work();
  await ann.atRest(id);
  const sql = connect(stack.ownerUrl, { name: "test", max: 1 });
  try {
    const store = stackStore(stack, sql);
    const streams = [await readAll(store, jobStream(id)), await readAll(store, rowsStream(id))];
    return streams.map((events) =>
      events.map(({ stream, version, type, schemaVersion, data, personal, metadata }) => {
        const shown = { ...data, jobId: "job", userId: "user", fileKey: "file" };
        const causes = metadata.causationId === null ? 0 : 1;
        return {
          stream: stream.replace(id, ""),
          version,
          type,
          schemaVersion,
          shown,
          personal,
          causes,
        };
      })
    );
  } finally {
    await sql.end();
  }
}

/** What the bucket holds of a job. */
async function files(stack: TestStack, jobId: string): Promise<string[]> {
  const objects = openObjectStore({
    AWS_ENDPOINT_URL: stack.awsEndpoint,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_REGION: "us-east-1",
    S3_BUCKET_NAME: stack.variables.S3_BUCKET_NAME!,
  });
  try {
    const all = await Array.fromAsync(objects.list("uploads/"));
    return all.map(({ key }) => key).filter((key) => key.includes(jobId));
  } finally {
    objects.close();
  }
}

/** The parser's queue, read in place of Lambda's poller. */
async function parserQueue(stack: TestStack) {
  const { SNS_TOPIC_NAME = "", SQS_QUEUE_NAME = "" } = stack.variables;
  const config = {
    AWS_ENDPOINT_URL: stack.awsEndpoint,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_REGION: "us-east-1",
    SNS_TOPIC_NAME,
    SQS_QUEUE_NAME,
  };
  const bus = openBus(config);
  const { queues } = await ensureTopology(bus, config);
  const QueueUrl = queues.parsing.url;
  return {
    close: () => bus.close(),
    /** As many messages as SQS would hand to the function, off the queue. */
    async receive(count: number): Promise<SqsRecord[]> {
      const records: SqsRecord[] = [];
      while (records.length < count) {
        const { Messages = [] } = await bus.sqs.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: 1,
            WaitTimeSeconds: 10,
            MessageSystemAttributeNames: ["All"],
          }),
        );
        for (const { MessageId, ReceiptHandle, Body, Attributes, MD5OfBody } of Messages) {
          await bus.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
          records.push({
            messageId: MessageId!,
            receiptHandle: ReceiptHandle!,
            body: Body!,
            attributes: { ApproximateReceiveCount: "1", ...Attributes },
            messageAttributes: {},
            md5OfBody: MD5OfBody ?? "",
            eventSource: "aws:sqs",
            eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${SQS_QUEUE_NAME}`,
            awsRegion: "us-east-1",
          });
        }
      }
      return records;
    },
  };
}

/** The function's variables: the stack's, and a URL with its login, since no secret is named. */
function variablesOf(stack: TestStack): Record<string, string> {
  return {
    DATABASE_URL: stack.databaseUrls.parsing,
    MASTER_KEY: stackMasterKey(stack),
    AWS_ENDPOINT_URL: stack.awsEndpoint,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_REGION: "us-east-1",
    S3_BUCKET_NAME: stack.variables.S3_BUCKET_NAME!,
    PATH: Deno.env.get("PATH") ?? "",
  };
}
