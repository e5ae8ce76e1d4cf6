/**
 * The topic, the queues with their dead-letter queues, and the subscriptions between them. On an
 * emulator, whatever is missing is created at start; on AWS it is only looked up, because the
 * infrastructure code owns it. Creating it twice, or from two processes, is harmless.
 */
import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  paginateListSubscriptionsByTopic,
  paginateListTopics,
  SetSubscriptionAttributesCommand,
  type SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type QueueAttributeName,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { isDeepStrictEqual } from "node:util";
import type { BusConfig } from "../config_fields.ts";
import type { BusClients } from "./clients.ts";
import {
  LONG_POLL_SECONDS,
  MAX_RECEIVES,
  RETENTION_SECONDS,
  VISIBILITY_SECONDS,
} from "./queue_settings.ts";
import { type ConsumerName, queueNames, subscriptions } from "./subscriptions.ts";

export interface Topology {
  topicArn: string;
  queues: Record<ConsumerName, { url: string; deadLetterUrl: string }>;
}

const names = Object.keys(subscriptions) as ConsumerName[];

/** Looks up the topology; on an emulator, creates what is missing first. */
export async function ensureTopology(bus: BusClients, config: BusConfig): Promise<Topology> {
  const topicArn = config.AWS_ENDPOINT_URL
    ? await createTopic(bus, config.SNS_TOPIC_NAME)
    : await findTopic(bus, config.SNS_TOPIC_NAME);
  const queues = {} as Topology["queues"];
  for (const name of names) {
    const { queue, deadLetterQueue } = queueNames(config.SQS_QUEUE_NAME, name);
    queues[name] = config.AWS_ENDPOINT_URL
      ? await createQueues(bus, topicArn, name, queue, deadLetterQueue)
      : { url: await findQueue(bus, queue), deadLetterUrl: await findQueue(bus, deadLetterQueue) };
  }
  return { topicArn, queues };
}

async function createTopic({ sns }: BusClients, name: string): Promise<string> {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name }));
  return TopicArn!;
}

async function findTopic({ sns }: BusClients, name: string): Promise<string> {
  for await (const page of paginateListTopics({ client: sns }, {})) {
    const found = page.Topics?.find((topic) => topic.TopicArn?.endsWith(`:${name}`));
    if (found) return found.TopicArn!;
  }
  throw new Error(`there is no SNS topic "${name}"; deploy it first`);
}

async function findQueue({ sqs }: BusClients, name: string): Promise<string> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  return QueueUrl!;
}

async function createQueues(
  bus: BusClients,
  topicArn: string,
  name: ConsumerName,
  queue: string,
  deadLetterQueue: string,
): Promise<{ url: string; deadLetterUrl: string }> {
  const deadLetterUrl = await createQueue(bus, deadLetterQueue, {});
  const deadLetterArn = await arnOf(bus, deadLetterUrl);
  const url = await createQueue(bus, queue, {
    VisibilityTimeout: String(VISIBILITY_SECONDS),
    ReceiveMessageWaitTimeSeconds: String(LONG_POLL_SECONDS),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: deadLetterArn,
      maxReceiveCount: MAX_RECEIVES,
    }),
  });
  const types = subscriptions[name];
  await subscribe(bus, topicArn, await arnOf(bus, url), {
    RawMessageDelivery: "true",
    // Without this, SNS drops what it cannot deliver.
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetterArn }),
    ...(types && { FilterPolicy: JSON.stringify({ type: types }) }),
  });
  return { url, deadLetterUrl };
}

/** Subscribes the queue; updates the settings of an existing subscription. */
async function subscribe(
  { sns }: BusClients,
  TopicArn: string,
  Endpoint: string,
  Attributes: Record<string, string>,
): Promise<void> {
  const SubscriptionArn = await findSubscription(sns, TopicArn, Endpoint);
  if (SubscriptionArn === undefined) {
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint, Attributes }));
    return;
  }
  const there = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  // An empty filter policy means no filter.
  for (const [name, value] of Object.entries({ FilterPolicy: "{}", ...Attributes })) {
    if (isSameJson(there.Attributes?.[name] ?? "{}", value)) continue;
    await sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName: name,
        AttributeValue: value,
      }),
    );
  }
}

async function findSubscription(
  sns: SNSClient,
  TopicArn: string,
  endpoint: string,
): Promise<string | undefined> {
  for await (const page of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn })) {
    const found = page.Subscriptions?.find(({ Endpoint }) => Endpoint === endpoint);
    if (found) return found.SubscriptionArn;
  }
  return undefined;
}

/** Emulators and AWS format the same policy differently. */
function isSameJson(one: string, other: string): boolean {
  return isDeepStrictEqual(JSON.parse(one), JSON.parse(other));
}

async function createQueue(
  { sqs }: BusClients,
  name: string,
  more: Partial<Record<QueueAttributeName, string>>,
): Promise<string> {
  const attributes = { MessageRetentionPeriod: String(RETENTION_SECONDS), ...more };
  try {
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({ QueueName: name, Attributes: attributes }),
    );
    return QueueUrl!;
  } catch (error) {
    // It exists with other settings: update them.
    if (!(error instanceof Error) || !/Exists|NameExists/.test(error.name)) throw error;
    const url = await findQueue({ sqs } as BusClients, name);
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributes }));
    return url;
  }
}

async function arnOf({ sqs }: BusClients, url: string): Promise<string> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] }),
  );
  return Attributes!.QueueArn!;
}
