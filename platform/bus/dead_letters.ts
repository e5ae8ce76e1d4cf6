/**
 * The dead-letter queues, for an operator: reading them and moving messages out. Uses plain SQS
 * calls only, which work the same on the emulator and on AWS.
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

/** A dead letter. `event` is undefined if it is not one of our messages. */
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

/** How long a message stays hidden if reading is broken off. */
const READ_SECONDS = 60;
/** Not 0, with which fauxqs 2.4.1 loses a message if it keeps its data on disk. */
const HIDDEN_AFTER_SECONDS = 1;
/** Longer than HIDDEN_AFTER_SECONDS: a read right after another must find the same messages. */
const WAIT_SECONDS = 2;
/** Messages per receive, and receives per read; the rest can be read once these are gone. */
const READ_MESSAGES = 10;
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

/** The messages of one dead-letter queue; they become visible again at the end. */
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
          MaxNumberOfMessages: READ_MESSAGES,
          VisibilityTimeout: READ_SECONDS,
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
      // One that was removed meanwhile needs no new visibility.
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

/** Sends a message back to its source queue. Call `discard` afterwards. */
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

/** Deletes a message from its dead-letter queue. */
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
