/**
 * The dead-letter queues, for an operator: what lies there, and how it gets out again. Works with
 * plain SQS calls, so that the emulator and AWS do the same.
 */
import { type EventRecorded, EventRecordedV1 } from "@rollcall/contracts";
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import type { BusClients } from "./clients.ts";
import type { ConsumerName } from "./subscriptions.ts";
import type { Topology } from "./topology.ts";

/** A message that was set aside. `event` is undefined where it is no message of ours. */
export interface DeadLetter {
  consumer: ConsumerName;
  messageId: string;
  receiptHandle: string;
  body: string;
  event: EventRecorded | undefined;
  sentAt: string;
  receives: number;
  attributes: Message["MessageAttributes"];
}

/** How long a message that is looked at stays hidden where the look is broken off. */
const LOOK_SECONDS = 60;
/** Not 0, which makes fauxqs 2.4.1 mislay a message where it keeps its data on disk. */
const HIDDEN_AFTER_SECONDS = 1;
/** Longer than that: a look right behind another must find what the other has found. */
const WAIT_SECONDS = 2;
/** Messages of one receive, and receives of one look: more are there when these are gone. */
const LOOK_MESSAGES = 10;
const LOOKS = 100;

/** How many messages each dead-letter queue holds, by the queue's own approximate count. */
export async function countDeadLetters(
  { sqs }: BusClients,
  { queues }: Topology,
): Promise<Record<ConsumerName, number>> {
  const counts = {} as Record<ConsumerName, number>;
  for (const [name, { deadLetterUrl }] of entries(queues)) {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: deadLetterUrl,
        AttributeNames: [
          "ApproximateNumberOfMessages",
          "ApproximateNumberOfMessagesNotVisible",
        ],
      }),
    );
    counts[name] = Object.values(Attributes ?? {}).reduce((sum, n) => sum + Number(n), 0);
  }
  return counts;
}

/** The messages of one dead-letter queue; when the look is over the others can be seen again. */
export async function* readDeadLetters(
  { sqs }: BusClients,
  { queues }: Topology,
  consumer: ConsumerName,
): AsyncGenerator<DeadLetter> {
  const QueueUrl = queues[consumer].deadLetterUrl;
  const looks: Message[][] = [];
  try {
    while (looks.length < LOOKS) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: LOOK_MESSAGES,
          VisibilityTimeout: LOOK_SECONDS,
          WaitTimeSeconds: WAIT_SECONDS,
          MessageAttributeNames: ["All"],
          MessageSystemAttributeNames: ["SentTimestamp", "ApproximateReceiveCount"],
        }),
      );
      if (!Messages.length) return;
      looks.push(Messages);
      for (const message of Messages) yield toDeadLetter(consumer, message);
    }
  } finally {
    for (const messages of looks) {
      // One that was taken out meanwhile cannot be shown again, and need not.
      await sqs.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl,
          Entries: messages.map(({ ReceiptHandle }, i) => ({
            Id: String(i),
            ReceiptHandle,
            VisibilityTimeout: HIDDEN_AFTER_SECONDS,
          })),
        }),
      );
    }
  }
}

/** Sends a message to the queue that it came from. Call `discard` once it is sent. */
export async function returnToQueue(
  { sqs }: BusClients,
  { queues }: Topology,
  letter: DeadLetter,
): Promise<void> {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queues[letter.consumer].url,
      MessageBody: letter.body,
      MessageAttributes: letter.attributes,
    }),
  );
}

/** Takes a message out of its dead-letter queue for good. */
export async function discard(
  { sqs }: BusClients,
  { queues }: Topology,
  letter: DeadLetter,
): Promise<void> {
  await sqs.send(
    new DeleteMessageCommand({
      QueueUrl: queues[letter.consumer].deadLetterUrl,
      ReceiptHandle: letter.receiptHandle,
    }),
  );
}

function toDeadLetter(consumer: ConsumerName, message: Message): DeadLetter {
  const body = message.Body ?? "";
  return {
    consumer,
    messageId: message.MessageId!,
    receiptHandle: message.ReceiptHandle!,
    body,
    event: parse(body),
    sentAt: new Date(Number(message.Attributes?.SentTimestamp ?? 0)).toISOString(),
    receives: Number(message.Attributes?.ApproximateReceiveCount ?? 0),
    attributes: message.MessageAttributes,
  };
}

function parse(body: string): EventRecorded | undefined {
  try {
    return EventRecordedV1.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

function entries(queues: Topology["queues"]) {
  return Object.entries(queues) as [ConsumerName, Topology["queues"][ConsumerName]][];
}
