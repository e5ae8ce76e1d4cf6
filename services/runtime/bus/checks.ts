/**
 * Whether the bus answers, for the readiness of those who do nothing without it. Services that answer
 * people go on while it is away, so that their readiness does not hang on it.
 */
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import { GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import type { BusClients, BusConfig } from "./clients.ts";
import { type ConsumerName, queueNames } from "./subscriptions.ts";

/** As long as whoever asks for readiness waits for it. */
const LOOK_MS = 2_000;

/** @throws unless SNS answers */
export async function checkTopics({ sns }: BusClients): Promise<void> {
  await sns.send(new ListTopicsCommand({}), { abortSignal: AbortSignal.timeout(LOOK_MS) });
}

/** @throws unless SQS answers and has the consumer's queue */
export async function checkQueue(
  { sqs }: BusClients,
  config: BusConfig,
  consumer: ConsumerName,
): Promise<void> {
  const { queue } = queueNames(config.SQS_QUEUE_NAME, consumer);
  const abortSignal = AbortSignal.timeout(LOOK_MS);
  await sqs.send(new GetQueueUrlCommand({ QueueName: queue }), { abortSignal });
}
