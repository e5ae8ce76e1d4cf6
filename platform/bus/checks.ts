/**
 * Readiness checks of the bus, for services that are useless without it. Services that answer users
 * go on during an outage of the bus, so their readiness does not depend on it.
 */
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import { GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import type { BusConfig } from "../config_fields.ts";
import type { BusClients } from "./clients.ts";
import { type ConsumerName, queueNames } from "./subscriptions.ts";

/** As long as a readiness probe waits. */
const CHECK_TIMEOUT_MS = 2_000;

/** @throws unless SNS answers */
export async function checkTopics({ sns }: BusClients): Promise<void> {
  await sns.send(new ListTopicsCommand({}), { abortSignal: AbortSignal.timeout(CHECK_TIMEOUT_MS) });
}

/** @throws unless SQS answers and has the consumer's queue */
export async function checkQueue(
  { sqs }: BusClients,
  config: BusConfig,
  consumer: ConsumerName,
): Promise<void> {
  const { queue } = queueNames(config.SQS_QUEUE_NAME, consumer);
  const abortSignal = AbortSignal.timeout(CHECK_TIMEOUT_MS);
  await sqs.send(new GetQueueUrlCommand({ QueueName: queue }), { abortSignal });
}
