import assert from "node:assert/strict";
import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { attributesOf, testBusConfig, withBus } from "../../tests/harness/bus.ts";
import {
  type BusClients,
  type ConsumerName,
  ensureTopology,
  openBus,
  queueNames,
  subscriptions,
} from "./mod.ts";

const names = Object.keys(subscriptions) as ConsumerName[];

/** What the topic sends where, by the queue's name. */
async function feeds({ sns }: BusClients, TopicArn: string) {
  const list = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  const found = await Promise.all((list.Subscriptions ?? []).map(async (subscription) => {
    const SubscriptionArn = subscription.SubscriptionArn!;
    const { Attributes = {} } = await sns.send(
      new GetSubscriptionAttributesCommand({ SubscriptionArn }),
    );
    return [subscription.Endpoint!.split(":").at(-1)!, { ...Attributes, SubscriptionArn }] as const;
  }));
  return new Map<string, Record<string, string>>(found);
}

Deno.test("topology: the names of the queues are those of the reference", () => {
  assert.deepEqual(names.map((name) => queueNames("data-ingestion-queue", name)), [
    { queue: "data-ingestion-queue", deadLetterQueue: "data-ingestion-dlq" },
    { queue: "data-ingestion-dedupe-queue", deadLetterQueue: "data-ingestion-dedupe-dlq" },
    { queue: "data-ingestion-review-queue", deadLetterQueue: "data-ingestion-review-dlq" },
    { queue: "data-ingestion-projection-queue", deadLetterQueue: "data-ingestion-projection-dlq" },
  ]);
  assert.deepEqual(queueNames("jobs", "parsing"), { queue: "jobs", deadLetterQueue: "jobs-dlq" });
});

Deno.test("topology: queues have the limits and a dead-letter queue each", () =>
  withBus(async ({ bus, topology }) => {
    for (const name of names) {
      const { url, deadLetterUrl } = topology.queues[name];
      const [queue, dead] = [await attributesOf(bus, url), await attributesOf(bus, deadLetterUrl)];
      assert.equal(queue.VisibilityTimeout, "300");
      assert.equal(queue.ReceiveMessageWaitTimeSeconds, "10");
      assert.equal(queue.MessageRetentionPeriod, String(14 * 24 * 3600));
      assert.equal(dead.MessageRetentionPeriod, String(14 * 24 * 3600));
      const redrive = JSON.parse(queue.RedrivePolicy!);
      assert.deepEqual([Number(redrive.maxReceiveCount), redrive.deadLetterTargetArn], [
        3,
        dead.QueueArn,
      ]);
    }
  }));

Deno.test("topology: each queue is fed raw, with what its consumer asks for", () =>
  withBus(async ({ bus, config, topology }) => {
    const found = await feeds(bus, topology.topicArn);
    assert.equal(found.size, names.length);
    for (const name of names) {
      const { queue, deadLetterQueue } = queueNames(config.SQS_QUEUE_NAME, name);
      const feed = found.get(queue)!;
      assert.equal(feed.RawMessageDelivery, "true");
      assert.match(
        JSON.parse(feed.RedrivePolicy!).deadLetterTargetArn,
        RegExp(`${deadLetterQueue}$`),
      );
      const types = subscriptions[name];
      const filter = feed.FilterPolicy ? JSON.parse(feed.FilterPolicy) : null;
      assert.deepEqual(filter, types && { type: types });
    }
  }));

Deno.test("topology: made again, or by several at once, it is the same", async () => {
  const config = testBusConfig();
  const bus = openBus(config);
  const made = await Promise.all(Array.from({ length: 5 }, () => ensureTopology(bus, config)));
  for (const topology of [...made, await ensureTopology(bus, config)]) {
    assert.deepEqual(topology, made[0]);
  }
  assert.equal((await feeds(bus, made[0]!.topicArn)).size, names.length);
  bus.close();
});

Deno.test("topology: what an older version made otherwise is brought up to date", () =>
  withBus(async ({ bus, config, topology }) => {
    const { url } = topology.queues.dedupe;
    await bus.sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { VisibilityTimeout: "30" } }),
    );
    const { queue } = queueNames(config.SQS_QUEUE_NAME, "dedupe");
    const before = (await feeds(bus, topology.topicArn)).get(queue)!;
    await bus.sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn: before.SubscriptionArn,
        AttributeName: "FilterPolicy",
        AttributeValue: JSON.stringify({ type: ["SomethingElse"] }),
      }),
    );
    await ensureTopology(bus, config);
    assert.equal((await attributesOf(bus, url)).VisibilityTimeout, "300");
    const after = (await feeds(bus, topology.topicArn)).get(queue)!;
    assert.deepEqual(JSON.parse(after.FilterPolicy!), { type: subscriptions.dedupe });
  }));

Deno.test("topology: a subscription that is missing is made again", () =>
  withBus(async ({ bus, config, topology }) => {
    const [first] = (await feeds(bus, topology.topicArn)).values();
    await bus.sns.send(new UnsubscribeCommand({ SubscriptionArn: first!.SubscriptionArn }));
    await ensureTopology(bus, config);
    assert.equal((await feeds(bus, topology.topicArn)).size, names.length);
  }));

/** Clients that say what they are asked, and find whatever is looked up. */
function recordingBus(topics: string[]) {
  const asked = new Set<string>();
  const answers: Record<string, (input: { QueueName?: string }) => object> = {
    ListTopicsCommand: () => ({ Topics: topics.map((TopicArn) => ({ TopicArn })) }),
    GetQueueUrlCommand: ({ QueueName }) => ({ QueueUrl: `https://sqs/${QueueName}` }),
  };
  const answer = (command = "", input: object) => {
    asked.add(command);
    const output = { ...answers[command]!(input), $metadata: {} };
    return Promise.resolve({ output, response: undefined });
  };
  const options = { region: "us-east-1" };
  const sqs = new SQSClient(options);
  const bus = { sns: new SNSClient(options), sqs, polls: sqs, close() {} };
  const first = { step: "initialize" } as const;
  bus.sns.middlewareStack.add((_, c) => ({ input }) => answer(c.commandName, input), first);
  bus.sqs.middlewareStack.add((_, c) => ({ input }) => answer(c.commandName, input), first);
  return { bus, asked };
}

Deno.test("topology: without an endpoint, on AWS, it is only looked up", async () => {
  const config = { ...testBusConfig(), AWS_ENDPOINT_URL: undefined, SNS_TOPIC_NAME: "events" };
  const { bus, asked } = recordingBus(["arn:aws:sns:x:1:other-events", "arn:aws:sns:x:1:events"]);
  const { topicArn, queues } = await ensureTopology(bus, config);
  assert.equal(topicArn, "arn:aws:sns:x:1:events");
  const { queue, deadLetterQueue } = queueNames(config.SQS_QUEUE_NAME, "review");
  assert.deepEqual(queues.review, {
    url: `https://sqs/${queue}`,
    deadLetterUrl: `https://sqs/${deadLetterQueue}`,
  });
  assert.deepEqual([...asked].sort(), ["GetQueueUrlCommand", "ListTopicsCommand"]);
  await assert.rejects(ensureTopology(recordingBus([]).bus, config), /no SNS topic "events"/);
});
