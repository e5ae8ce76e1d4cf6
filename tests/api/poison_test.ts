/** Poison stops nothing (promise 6): a step that always fails fails its own job, and comes back. */
import assert from "node:assert/strict";
import { connect, type EventStore, newId, transaction } from "@rollcall/event-store";
import { jobStream } from "@rollcall/contracts";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { ensureTopology, openBus } from "@rollcall/platform/bus/mod.ts";
import { failJob } from "@rollcall/platform/job_failures.ts";
import { metadata } from "../harness/job.ts";
import { borrowStack } from "../harness/kept_stack.ts";
import { stackStore } from "../harness/stack_store.ts";
import type { TestStack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { ApiClient } from "./client.ts";

const FILE = "email,first name,last name\na@example.com,Ann,Lee\n";

Deno.test("poison stops nothing, and one command redrives it (promise 6)", async (t) => {
  const { stack, giveBack } = await borrowStack("plain");
  const sql = connect(stack.ownerUrl, { name: "test", max: 2 });
  const store = stackStore(stack, sql);
  const config = {
    AWS_ENDPOINT_URL: stack.awsEndpoint,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_REGION: "us-east-1",
    SNS_TOPIC_NAME: stack.variables.SNS_TOPIC_NAME!,
    SQS_QUEUE_NAME: stack.variables.SQS_QUEUE_NAME!,
  };
  const bus = openBus(config);
  const { queues } = await ensureTopology(bus, config);
  const ann = await ApiClient.register(stack.apiUrl);
  const good = await ann.import(FILE);
  assert.equal(good.status, "COMPLETED");
  const poisoned = await openJobWithoutKey(store, good.id);
  const unreadable = new SendMessageCommand({
    QueueUrl: queues.dedupe.url,
    MessageBody: "{oops",
  });
  await bus.sqs.send(unreadable);
  await bus.sqs.send(
    new SendMessageCommand({ QueueUrl: queues.parsing.url, MessageBody: "{oops" }),
  );
  const newer = { contract: "EventRecorded", version: 2 };
  await bus.sqs.send(
    new SendMessageCommand({ QueueUrl: queues.dedupe.url, MessageBody: JSON.stringify(newer) }),
  );

  await t.step("other jobs go on while a job's step fails", async () => {
    const jobs = await Promise.all([ann.import(FILE), ann.import(FILE), ann.import(FILE)]);
    assert.deepEqual(jobs.map((job) => job.status), ["COMPLETED", "COMPLETED", "COMPLETED"]);
  });

  await t.step("after its tries the job is FAILED, with a sentence", async () => {
    const job = await ann.until(poisoned, (job) => job.status === "FAILED");
    assert.equal(job.error?.code, "PROCESSING_FAILED");
    assert.match(
      job.error?.message ?? "",
      /^Reading the file failed because of an error on our side/,
    );
  });

  await t.step("a message that nobody can read lies in the dead-letter queue", async () => {
    const unreadable = (lines: string[]) => lines.filter((line) => line.includes("unreadable"));
    const lines = await listUntil(stack, (lines) => unreadable(lines).length === 3);
    assert.ok(lines.includes("dedupe       2"), lines.join("\n"));
    assert.equal((await ann.import(FILE)).status, "COMPLETED");
  });

  await t.step("once the fault is mended, one command sends the job on", async () => {
    const lines = await listUntil(stack, (lines) => lines.some((l) => l.includes(poisoned)));
    const line = lines.find((line) => line.includes(poisoned))!;
    // Whichever gave it up last: the queue, which keeps its message, or the sweep over the log.
    assert.match(line, /(JobCreated of .*|^ {2}\S+ ) FAILED in parsing$/);
    const id = line.trim().split(/\s+/)[0]!;
    assert.match((await dlq(stack, "show", id)).said, /failed +parsing: Reading the file/);

    await transaction(sql, (tx) => store.keyring.create(tx, poisoned));
    assert.match((await dlq(stack, "redrive", id)).said, /goes on/);
    const job = await ann.until(poisoned, (job) => job.status === "COMPLETED");
    assert.deepEqual([job.error, job.contact_count], [null, 1]);
    assert.equal((await dlq(stack, "redrive", "--job", poisoned)).code, 1, "it is not set aside");
  });

  await t.step(
    "a job that was given up without a message is listed and redriven as well",
    async () => {
      const cause = { id: newId(), stream: jobStream(good.id), metadata };
      await failJob(store, "review", cause);
      const { said } = await dlq(stack, "list");
      assert.match(said, new RegExp(`^no message   1\n  ${good.id}  FAILED in review$`, "m"));
      assert.match(
        (await dlq(stack, "show", good.id)).said,
        /^failed +review: Creating the clean list/,
      );
      assert.match((await dlq(stack, "redrive", good.id)).said, /goes on$/);
      await ann.until(good.id, (job) => job.status === "COMPLETED");
      assert.match((await dlq(stack, "list")).said, /^no message {3}0$/m);
    },
  );

  bus.close();
  await sql.end();
  giveBack();
});

/** A job that no parser can store rows for: its data key is missing. */
async function openJobWithoutKey(store: EventStore, likeJob: string): Promise<string> {
  const jobId = newId();
  for await (const event of store.readStream(jobStream(likeJob), 0, { maxEvents: 1 })) {
    assert.ok(event.type === "JobCreated");
    const outcome = await store.append([{
      stream: jobStream(jobId),
      expectedVersion: 0,
      events: [{
        id: newId(),
        type: "JobCreated",
        data: { ...event.data, jobId },
        personal: null,
        metadata: event.metadata,
      }],
    }]);
    assert.equal(outcome.outcome, "appended");
    break;
  }
  return jobId;
}

async function dlq(stack: TestStack, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "deploy/local/tool.ts", "services/operations/dlq.ts", ...args],
    env: {
      ...stack.variables,
      DATABASE_URL: stack.databaseUrls.dlq,
      AWS_ENDPOINT_URL: stack.awsEndpoint,
    },
  }).output();
  const text = new TextDecoder();
  const said = text.decode(stdout).trim();
  assert.ok(code === 0 || said, text.decode(stderr));
  return { code, said };
}

/** What `dlq list` says once it fits. */
async function listUntil(stack: TestStack, fits: (lines: string[]) => boolean): Promise<string[]> {
  const list = async () => (await dlq(stack, "list")).said.split("\n");
  return await until("the list of dead letters fits", list, fits);
}
