import assert from "node:assert/strict";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { EventRecorded } from "@rollcall/contracts";
import { newId } from "@rollcall/event-store";
import { eventually } from "../../tests/harness/event_store.ts";
import {
  attributesOf,
  drain,
  type TestBus,
  testBusConfig,
  withBus,
} from "../../tests/harness/bus.ts";
import { silentLog } from "../log.ts";
import { type ConsumerOptions, openBus, type RunningConsumer, startConsumer } from "./mod.ts";

const message = (correlationId: string): EventRecorded => ({
  contract: "EventRecorded",
  version: 1,
  event: {
    id: newId(),
    type: "JobCreated",
    schemaVersion: 1,
    stream: "job-1",
    version: 1,
    position: 1,
    recordedAt: new Date().toISOString(),
  },
  metadata: { correlationId, causationId: null, userId: null, traceparent: null },
});

interface World extends TestBus {
  queueUrl: string;
  deadLetterUrl: string;
  send(body: EventRecorded | string): Promise<void>;
  consume(handle: ConsumerOptions["handle"], more?: Partial<ConsumerOptions>): RunningConsumer;
  /** messages that wait or are in work */
  left(): Promise<number>;
}

function consumerTest(name: string, test: (world: World) => Promise<void>): void {
  Deno.test(`consumer: ${name}`, () =>
    withBus(async (world) => {
      const { bus, topology } = world;
      const { url: queueUrl, deadLetterUrl } = topology.queues.parsing;
      await test({
        ...world,
        queueUrl,
        deadLetterUrl,
        send: async (body) => {
          const MessageBody = typeof body === "string" ? body : JSON.stringify(body);
          await bus.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
        },
        consume: (handle, more = {}) =>
          startConsumer({
            bus,
            queueUrl,
            log: silentLog(),
            handle,
            retrySeconds: [0, 0],
            ...more,
          }),
        left: async () => {
          const now = await attributesOf(bus, queueUrl);
          return Number(now.ApproximateNumberOfMessages) +
            Number(now.ApproximateNumberOfMessagesNotVisible);
        },
      });
    }));
}

consumerTest("a message that is handled is gone", async ({ consume, send, left }) => {
  const heard: string[] = [];
  const consumer = consume((m) => Promise.resolve(void heard.push(m.metadata.correlationId)));
  await send(message("a"));
  await eventually("it is gone", async () => heard.length === 1 && await left() === 0);
  await consumer.stop();
  assert.deepEqual(heard, ["a"]);
});

consumerTest(
  "what fails comes back, and lies in the dead-letter queue after three receives",
  async (world) => {
    const { bus, consume, send, left, deadLetterUrl } = world;
    const tries: string[] = [];
    const consumer = consume(({ metadata }) => {
      tries.push(metadata.correlationId);
      return metadata.correlationId === "bad"
        ? Promise.reject(new Error("bug"))
        : Promise.resolve();
    });
    await send(message("bad"));
    await send("no JSON at all");
    await send(JSON.stringify({ contract: "SomethingElse" }));
    await send(message("good"));
    await eventually("the queue is empty", async () => await left() === 0);
    await consumer.stop();
    assert.deepEqual(tries.filter((id) => id === "bad").length, 3);
    assert.deepEqual(tries.filter((id) => id === "good").length, 1);
    const dead = await drain(bus, deadLetterUrl);
    assert.equal(dead.length, 3);
    for (const part of ['"bad"', "no JSON", "SomethingElse"]) {
      assert.ok(dead.some((body) => body.includes(part)), part);
    }
  },
);

consumerTest("a failure pauses before the next try", async ({ bus, consume, send, queueUrl }) => {
  const failed = Promise.withResolvers<void>();
  const consumer = consume(() => {
    failed.resolve();
    return Promise.reject(new Error("bug"));
  }, { retrySeconds: [600, 600] });
  await send(message("a"));
  await failed.promise;
  await consumer.stop();
  await eventually("it is hidden", async () => {
    const { ApproximateNumberOfMessagesNotVisible } = await attributesOf(bus, queueUrl);
    return ApproximateNumberOfMessagesNotVisible === "1";
  });
  assert.deepEqual(await drain(bus, queueUrl), []);
});

consumerTest("no more are in hand than asked for, and stopping waits for them", async (world) => {
  const { consume, send, left } = world;
  const go = Promise.withResolvers<void>();
  let running = 0, most = 0, done = 0;
  const consumer = consume(async () => {
    most = Math.max(most, ++running);
    await go.promise;
    running--;
    done++;
  }, { held: 2 });
  for (let i = 0; i < 5; i++) await send(message(`${i}`));
  await eventually("two are in work", () => Promise.resolve(running === 2));
  let stopped = false;
  const stopping = consumer.stop().then(() => stopped = true);
  await left();
  assert.equal(stopped, false);
  go.resolve();
  await stopping;
  assert.deepEqual([most, done], [2, 2]);
  assert.equal(await left(), 3);
});

consumerTest(
  "what is in hand stays hidden for as long as it is",
  async ({ consume, bus, send }) => {
    const go = Promise.withResolvers<void>();
    const extended: unknown[] = [];
    const sqs = openBus(testBusConfig()).sqs;
    sqs.middlewareStack.add((next, context) => (args) => {
      if (context.commandName === "ChangeMessageVisibilityBatchCommand") {
        extended.push((args.input as { Entries: unknown[] }).Entries.length);
      }
      return next(args);
    }, { step: "initialize" });
    const consumer = consume(() => go.promise, { bus: { ...bus, sqs }, heartbeatMs: 20 });
    for (let i = 0; i < 12; i++) await send(message(`${i}`));
    await eventually("ten and two are extended, again and again", () => {
      const text = extended.join();
      return Promise.resolve(text.includes("10,2,10,2"));
    });
    go.resolve();
    await consumer.stop();
    sqs.destroy();
  },
);

consumerTest("a slow message keeps no other waiting", async ({ consume, send }) => {
  const heard: string[] = [];
  const slow = Promise.withResolvers<void>();
  const consumer = consume(async ({ metadata }) => {
    if (metadata.correlationId === "slow") await slow.promise;
    heard.push(metadata.correlationId);
  });
  await send(message("slow"));
  for (const name of ["a", "b", "c"]) await send(message(name));
  await eventually("the others are done", () => Promise.resolve(heard.length === 3));
  slow.resolve();
  await consumer.stop();
  assert.deepEqual(heard.at(-1), "slow");
});

consumerTest("what is handled at the same time is deleted in one call", async (world) => {
  const { bus, consume, send, left } = world;
  const sqs = openBus(world.config).sqs;
  const deleted: number[] = [];
  sqs.middlewareStack.add((next, context) => (args) => {
    if (context.commandName === "DeleteMessageBatchCommand") {
      deleted.push((args.input as { Entries: unknown[] }).Entries.length);
    }
    return next(args);
  }, { step: "initialize" });
  const go = Promise.withResolvers<void>();
  let begun = 0;
  const consumer = consume(async () => {
    begun++;
    await go.promise;
  }, { bus: { ...bus, sqs } });
  for (let i = 0; i < 12; i++) await send(message(`${i}`));
  await eventually("all are in work", () => Promise.resolve(begun === 12));
  go.resolve();
  await eventually("they are gone", async () => await left() === 0);
  await consumer.stop();
  sqs.destroy();
  assert.deepEqual(deleted, [10, 2]);
});

consumerTest(
  "stopping does not hang where a handled message could not be deleted",
  async (world) => {
    const { bus, consume, send } = world;
    const sqs = openBus(world.config).sqs;
    const refused = Promise.withResolvers<void>();
    sqs.middlewareStack.add((next, context) => (args) => {
      if (context.commandName !== "DeleteMessageBatchCommand") return next(args);
      refused.resolve();
      throw new Error("SQS is away");
    }, { step: "initialize" });
    const consumer = consume(() => Promise.resolve(), { bus: { ...bus, sqs } });
    await send(message("a"));
    await refused.promise;
    await consumer.stop();
    sqs.destroy();
  },
);

Deno.test("consumer: a queue that is away is asked again after a pause, not in a loop", async () => {
  const sqs = new SQSClient({ region: "us-east-1" });
  let asked = 0;
  sqs.middlewareStack.add(() => () => {
    asked++;
    throw new Error("ECONNREFUSED");
  }, { step: "initialize" });
  const consumer = startConsumer({
    bus: { sqs, polls: sqs },
    queueUrl: `${testBusConfig().AWS_ENDPOINT_URL}/none`,
    log: silentLog(),
    handle: () => Promise.resolve(),
    faultMs: 60_000,
  });
  await eventually("it was asked", () => Promise.resolve(asked > 0));
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve));
  await consumer.stop();
  assert.equal(asked, 1);
});

/** A queue that hands over so many messages at each receive, and notes what it is asked for. */
function queueOf(...counts: number[]) {
  const sqs = new SQSClient({ region: "us-east-1" });
  const asked: string[] = [];
  const over = Promise.withResolvers<void>();
  let receives = 0;
  sqs.middlewareStack.add((_next, context) => ({ input }) => {
    if (context.commandName === "DeleteMessageBatchCommand") {
      asked.push(`delete ${(input as { Entries: unknown[] }).Entries.length}`);
      return Promise.resolve({ output: { $metadata: {} }, response: undefined });
    }
    const count = counts[receives++] ?? 0;
    asked.push(`receive ${count}`);
    const Messages = Array.from({ length: count }, (_, i) => ({
      ReceiptHandle: `${receives}.${i}`,
      Body: JSON.stringify(message(`${i}`)),
    }));
    const answer = { output: { Messages, $metadata: {} }, response: undefined };
    return count ? Promise.resolve(answer) : over.promise.then(() => answer);
  }, { step: "initialize" });
  return { sqs, asked, over: over.resolve };
}

for (const gatherMs of [3_600_000, undefined]) {
  const name = gatherMs ? "that nothing waits for are gathered" : "are asked for at once";
  Deno.test(`consumer: after some messages further ones ${name}, after ten always`, async () => {
    const { sqs, asked, over } = queueOf(10, 3);
    let handled = 0;
    const handle = () => Promise.resolve(void handled++);
    const options = { queueUrl: "queue", log: silentLog(), handle };
    const consumer = startConsumer({ bus: { sqs, polls: sqs }, ...options, gatherMs });
    const deletesOnly = () => asked.filter((call) => call.startsWith("delete"));
    await eventually("ten are deleted", () => Promise.resolve(deletesOnly().includes("delete 10")));
    const asksAgain = () => asked.includes("receive 0");
    if (!gatherMs) await eventually("it asks again", () => Promise.resolve(asksAgain()));
    else await eventually("three are handled", () => Promise.resolve(handled === 13));
    assert.equal(asksAgain(), !gatherMs);
    const stopping = consumer.stop();
    over();
    await stopping;
    assert.deepEqual(
      deletesOnly(),
      ["delete 10", "delete 3"],
      "the rest when it stops, at the latest",
    );
  });
}

/** Polls a second time, on what the first may have left open, and is told to stop meanwhile. */
const STOPPED_WHILE_IT_POLLS = `
  import { openBus, startConsumer } from "./mod.ts";
  import { silentLog } from "../log.ts";
  const config = JSON.parse(Deno.env.get("BUS"));
  const bus = openBus(config), queueUrl = config.AWS_ENDPOINT_URL + "/queue";
  const handle = () => Promise.resolve();
  const consumer = startConsumer({ bus, queueUrl, log: silentLog(), concurrency: 1, handle });
  await (await fetch(config.AWS_ENDPOINT_URL + "/second")).text();
  await consumer.stop();
  bus.close();
  Deno.unrefTimer(setTimeout(() => Deno.exit(9), 5_000));
`;

Deno.test("consumer: a process that stops in the middle of a long poll ends before the poll does", async () => {
  const second = Promise.withResolvers<void>(), over = Promise.withResolvers<void>();
  let polls = 0;
  const queue = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    if (request.url.endsWith("/second")) await second.promise;
    else if (++polls === 2) {
      second.resolve();
      await over.promise;
    }
    return Response.json({});
  });
  const endpoint = `http://127.0.0.1:${queue.addr.port}`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--ext=ts", "-"],
    cwd: import.meta.dirname!,
    env: { BUS: JSON.stringify({ ...testBusConfig(), AWS_ENDPOINT_URL: endpoint }) },
    stdin: "piped",
    stderr: "piped",
  }).spawn();
  await new Blob([STOPPED_WHILE_IT_POLLS]).stream().pipeTo(child.stdin);
  const { code, stderr } = await child.output();
  over.resolve();
  await queue.shutdown();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
});
