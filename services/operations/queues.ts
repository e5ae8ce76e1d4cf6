/**
 * Queue lengths, by the queues' own approximate counts. Queues are only looked up here; their
 * consumers create them.
 */
import { GetQueueAttributesCommand, GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import type { QueueFigures } from "@rollcall/contracts/api";
import {
  type BusClients,
  type BusConfig,
  type ConsumerName,
  queueNames,
  subscriptions,
} from "@rollcall/platform/bus/mod.ts";

export type Queues = Record<ConsumerName, { queue: QueueFigures; parked: number }>;

/** An unavailable bus must not delay the other figures. */
const PATIENCE_MS = 2_000;

/** @returns a function that reads all queues: null if the bus does not answer or lacks a queue */
export function queueReader(bus: BusClients, config: BusConfig): () => Promise<Queues | null> {
  const urls = new Map<string, string>();
  return async () => {
    const abortSignal = AbortSignal.timeout(PATIENCE_MS);
    try {
      const names = Object.keys(subscriptions) as ConsumerName[];
      const found = await Promise.all(names.map(async (name) => {
        const { queue, deadLetterQueue } = queueNames(config.SQS_QUEUE_NAME, name);
        const [waiting, dead] = await Promise.all([read(queue), read(deadLetterQueue)]);
        return [name, { queue: waiting, parked: dead.visible + dead.in_flight + dead.delayed }];
      }));
      return Object.fromEntries(found) as Queues;
    } catch {
      urls.clear();
      return null;
    }

    async function read(name: string): Promise<QueueFigures> {
      const { Attributes = {} } = await bus.sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: urls.get(name) ?? await find(name),
          AttributeNames: [
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesDelayed",
          ],
        }),
        { abortSignal },
      );
      return {
        name,
        visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
        in_flight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
        delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
      };
    }

    async function find(QueueName: string): Promise<string> {
      const { QueueUrl } = await bus.sqs.send(new GetQueueUrlCommand({ QueueName }), {
        abortSignal,
      });
      urls.set(QueueName, QueueUrl!);
      return QueueUrl!;
    }
  };
}
