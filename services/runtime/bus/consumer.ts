/**
 * Takes messages off one queue: long polling, a bounded number at a time, the visibility extended
 * while work goes on. What a handler throws on comes back after a pause, three times in all, then
 * the queue's redrive policy moves it to the dead-letter queue.
 */
import { type EventRecorded, EventRecordedV1 } from "@rollcall/contracts";
import { type Message, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { type Attributes, SpanKind } from "@opentelemetry/api";
import { Consumer } from "sqs-consumer";
import type { Log } from "../log.ts";
import { consumedMessages, processDuration, secondsSince } from "../metrics.ts";
import { errorType, inSpan, untraced } from "../trace.ts";
import { TRACE_ATTRIBUTE } from "./subscriptions.ts";
import { LONG_POLL_SECONDS, MAX_RECEIVES, VISIBILITY_SECONDS } from "./queue_settings.ts";

/**
 * Until the queue moves a message that failed on its last try. Not 0: fauxqs 2.4.1, with its data on
 * disk, then mislays it (ChangeMessageVisibility to 0 violates a constraint of its own).
 */
const LAST_PAUSE_SECONDS = 1;

export interface ConsumerOptions {
  sqs: SQSClient;
  queueUrl: string;
  log: Log;
  /** messages handled at the same time at most */
  concurrency: number;
  /**
   * The message is deleted once this resolves. `isLastTry`: where it throws, the message goes to the
   * dead-letter queue and does not come again.
   */
  handle: (message: EventRecorded, isLastTry: boolean) => Promise<void>;
  /** Pauses before the second and the third try. */
  retrySeconds?: number[];
  /** The pause after a receive that failed: a queue that is away is not asked in a tight loop. */
  faultMs?: number;
}

export interface RunningConsumer {
  /** Receives no more; resolves once the messages in hand are handled. */
  stop(): Promise<void>;
}

const RETRY_SECONDS = [1, 5];
const FAULT_MS = 1_000;

export function startConsumer(options: ConsumerOptions): RunningConsumer {
  const { sqs, queueUrl, log, concurrency, handle } = options;
  const { retrySeconds = RETRY_SECONDS, faultMs = FAULT_MS } = options;
  const stopping = new AbortController();
  const inHand = new InHand();
  // One poller for each message in work: a slow one must not keep its batch's others waiting.
  const pollers = Array.from({ length: concurrency }, () =>
    Consumer.create({
      sqs: abortable(sqs, stopping.signal, faultMs),
      queueUrl,
      batchSize: 1,
      waitTimeSeconds: LONG_POLL_SECONDS,
      visibilityTimeout: VISIBILITY_SECONDS,
      heartbeatInterval: VISIBILITY_SECONDS / 3,
      messageSystemAttributeNames: ["ApproximateReceiveCount"],
      messageAttributeNames: [TRACE_ATTRIBUTE],
      terminateVisibilityTimeout: ([message]) =>
        retrySeconds[receivesOf(message!) - 1] ?? LAST_PAUSE_SECONDS,
      handleMessage: async (message) => {
        const isLastTry = receivesOf(message) >= MAX_RECEIVES;
        await traced(message, queueUrl, () => handle(parse(message), isLastTry))
          .finally(() => inHand.handled(message));
        return message;
      },
    }));
  for (const poller of pollers) {
    poller.on("message_received", (message) => inHand.take(message));
    poller.on("message_processed", (message) => inHand.letGo(message));
    poller.on("error", (error, message) => {
      // Deleting it failed, say: it will come again. A failed heartbeat leaves it in work.
      for (const one of [message ?? []].flat()) if (inHand.isHandled(one)) inHand.letGo(one);
      if (!stopping.signal.aborted) log.warn("the queue does not answer", { error: error.message });
    });
    poller.on("processing_error", (error, message) => {
      inHand.letGo(message);
      log.warn("a message could not be handled", {
        message_id: message.MessageId,
        receives: receivesOf(message),
        error,
      });
    });
    untraced(() => poller.start());
  }
  return {
    // A message that a poll was just about to bring is hidden for a while: it is in the log too.
    stop: async () => {
      pollers.forEach((poller) => poller.stop());
      stopping.abort();
      await inHand.empty();
    },
  };
}

/** Messages from their receipt to their deletion, or to their return to the queue. */
class InHand {
  readonly #messages = new Map<Message, { handled: boolean; gone: PromiseWithResolvers<void> }>();

  take(message: Message): void {
    this.#messages.set(message, { handled: false, gone: Promise.withResolvers() });
  }

  handled(message: Message): void {
    const entry = this.#messages.get(message);
    if (entry) entry.handled = true;
  }

  isHandled(message: Message): boolean {
    return this.#messages.get(message)?.handled ?? false;
  }

  letGo(message: Message): void {
    this.#messages.get(message)?.gone.resolve();
    this.#messages.delete(message);
  }

  async empty(): Promise<void> {
    await Promise.all([...this.#messages.values()].map(({ gone }) => gone.promise));
  }
}

/** The client, but that a receive ends with the signal, and one that failed is paused after. */
function abortable(sqs: SQSClient, signal: AbortSignal, faultMs: number): SQSClient {
  const send = async (command: Parameters<SQSClient["send"]>[0], options: object) => {
    if (!(command instanceof ReceiveMessageCommand)) return await sqs.send(command, options);
    try {
      return await untraced(() => sqs.send(command, { ...options, abortSignal: signal }));
    } catch (error) {
      await pause(faultMs, signal);
      throw error;
    }
  };
  return Object.create(sqs, { send: { value: send } });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}

/** Handles a message as a part of the trace that it was sent in. */
async function traced(message: Message, queueUrl: string, work: () => Promise<void>) {
  const queue = queueUrl.slice(queueUrl.lastIndexOf("/") + 1);
  const attributes: Attributes = {
    "messaging.system": "aws_sqs",
    "messaging.operation.name": "process",
    "messaging.destination.name": queue,
  };
  const startedAt = performance.now();
  let fault: Attributes = {};
  consumedMessages.add(1, attributes);
  try {
    await inSpan({
      name: `process ${queue}`,
      kind: SpanKind.CONSUMER,
      parent: message.MessageAttributes?.[TRACE_ATTRIBUTE]?.StringValue ?? null,
      attributes: { ...attributes, "messaging.message.id": message.MessageId ?? "" },
    }, work);
  } catch (error) {
    fault = { "error.type": errorType(error) };
    throw error;
  } finally {
    processDuration.record(secondsSince(startedAt), { ...attributes, ...fault });
  }
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
