/**
 * Takes messages off one queue: long polling, a bounded number at a time, the visibility extended
 * while work goes on. What a handler throws on comes back after a pause, three times in all, then
 * the queue's redrive policy moves it to the dead-letter queue.
 */
import { type EventRecorded, EventRecordedV1 } from "@rollcall/contracts";
import type { Message, SQSClient } from "@aws-sdk/client-sqs";
import { Consumer } from "sqs-consumer";
import type { Log } from "../log.ts";
import { LONG_POLL_SECONDS, VISIBILITY_SECONDS } from "./topology.ts";

export interface ConsumerOptions {
  sqs: SQSClient;
  queueUrl: string;
  log: Log;
  /** messages handled at the same time at most */
  concurrency: number;
  /** The message is deleted once this resolves. */
  handle: (message: EventRecorded) => Promise<void>;
}

export interface RunningConsumer {
  /** Receives no more; resolves once the messages in hand are handled. */
  stop(): Promise<void>;
}

/** Pauses before the second and the third try. */
const RETRY_SECONDS = [1, 5];

export function startConsumer(options: ConsumerOptions): RunningConsumer {
  const { sqs, queueUrl, log, concurrency, handle } = options;
  const inHand = new Map<string, PromiseWithResolvers<void>>();
  // One poller for each message in work: a slow one must not keep its batch's others waiting.
  const pollers = Array.from({ length: concurrency }, () =>
    Consumer.create({
      sqs,
      queueUrl,
      batchSize: 1,
      waitTimeSeconds: LONG_POLL_SECONDS,
      visibilityTimeout: VISIBILITY_SECONDS,
      heartbeatInterval: VISIBILITY_SECONDS / 3,
      messageSystemAttributeNames: ["ApproximateReceiveCount"],
      terminateVisibilityTimeout: ([message]) => pauseAfter(message!),
      handleMessage: async (message) => {
        inHand.set(message.MessageId!, Promise.withResolvers());
        await handle(parse(message));
        return message;
      },
    }));
  const letGo = (message: Message) => {
    inHand.get(message.MessageId!)?.resolve();
    inHand.delete(message.MessageId!);
  };
  for (const poller of pollers) {
    poller.on("message_processed", letGo);
    poller.on("error", (error) => log.warn("the queue does not answer", { error: error.message }));
    poller.on("processing_error", (error, message) => {
      letGo(message);
      log.warn("a message could not be handled", {
        message_id: message.MessageId,
        receives: receivesOf(message),
        error,
      });
    });
    poller.start();
  }
  return {
    // A long poll that is still open ends with the process: what it would bring is in the log too.
    stop: async () => {
      pollers.forEach((poller) => poller.stop());
      await Promise.all([...inHand.values()].map((message) => message.promise));
    },
  };
}

function parse(message: Message): EventRecorded {
  const parsed = EventRecordedV1.safeParse(JSON.parse(message.Body ?? ""));
  if (!parsed.success) {
    throw new Error(`the message is not EventRecorded version 1: ${parsed.error.message}`);
  }
  return parsed.data;
}

function receivesOf(message: Message): number {
  return Number(message.Attributes?.ApproximateReceiveCount ?? 1);
}

function pauseAfter(message: Message): number {
  return RETRY_SECONDS[receivesOf(message) - 1] ?? 0;
}
