/**
 * What lies in the queues, by their own approximate counts. The queues are only looked up here, not
 * made: whoever consumes them does that.
 */
import { GetQueueAttributesCommand, GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import type { QueueFigures } from "@rollcall/contracts/api";
import {
  type BusClients,
  type BusConfig,
  type ConsumerName,
  queueNames,
  subscriptions,
} from "@rollcall/runtime/bus/mod.ts";

export type Queues = Record<ConsumerName, { queue: QueueFigures; parked: number }>;

/** A bus that is away must not keep the rest of the figures waiting. */
const PATIENCE_MS = 2_000;

/** @returns a reading of all queues: null where the bus does not answer, or lacks a queue */
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
