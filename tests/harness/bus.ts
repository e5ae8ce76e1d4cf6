/** The bus of one test: clients for the run's emulator, and topic and queues of its own there. */
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type QueueAttributeName,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { type EventRecorded, EventRecordedV1 } from "@rollcall/contracts";
import {
  type BusClients,
  type BusConfig,
  ensureTopology,
  openBus,
  type Topology,
} from "@rollcall/platform/bus/mod.ts";
import { testAws } from "./aws.ts";

export interface TestBus {
  bus: BusClients;
  config: BusConfig;
  topology: Topology;
}

export function testBusConfig(): BusConfig {
  const { endpoint, region, credentials, topic, baseQueue } = testAws();
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    SNS_TOPIC_NAME: topic,
    SQS_QUEUE_NAME: baseQueue,
  };
}

export async function withBus(test: (world: TestBus) => Promise<void>): Promise<void> {
  const config = testBusConfig();
  const bus = openBus(config);
  try {
    await test({ bus, config, topology: await ensureTopology(bus, config) });
  } finally {
    bus.close();
  }
}

/** Takes what lies in a queue now, as texts. */
export async function drain({ sqs }: BusClients, QueueUrl: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    if (!Messages.length) return bodies;
    for (const { Body = "", ReceiptHandle } of Messages) {
      bodies.push(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

/** The same, read by the contract. */
export async function drainEvents(bus: BusClients, queueUrl: string): Promise<EventRecorded[]> {
  const bodies = await drain(bus, queueUrl);
  return bodies.map((body) => EventRecordedV1.parse(JSON.parse(body)));
}

export async function attributesOf(
  { sqs }: BusClients,
  QueueUrl: string,
): Promise<Partial<Record<QueueAttributeName, string>>> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
  );
  return Attributes;
}
