/**
 * Takes messages off one queue: long polling, a bounded number in hand, the visibility extended for
 * as long as they are, whether their work has begun or waits for its turn. What a handler throws on
 * comes back after a pause, three times in all, then the queue's redrive policy moves it to the
 * dead-letter queue.
 */
import { type EventRecorded, EventRecordedV1 } from "@rollcall/contracts";
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { type Attributes, SpanKind } from "@opentelemetry/api";
import { Wake } from "@rollcall/event-store";
import type { Log } from "../log.ts";
import { consumedMessages, processDuration, secondsSince } from "../metrics.ts";
import { errorType, inSpan, untraced } from "../trace.ts";
import type { BusClients } from "./clients.ts";
import { TRACE_ATTRIBUTE } from "./subscriptions.ts";
import { LONG_POLL_SECONDS, MAX_RECEIVES, VISIBILITY_SECONDS } from "./queue_settings.ts";

/**
 * Until the queue moves a message that failed on its last try. Not 0: fauxqs 2.4.1, with its data on
 * disk, then mislays it (ChangeMessageVisibility to 0 violates a constraint of its own).
 */
const LAST_PAUSE_SECONDS = 1;
/**
 * What one process takes off the queue at the most, begun or not: who chooses fairly must see more
 * than he works on. Less than it could be, since what is held here is hidden from other processes.
 */
const HELD_MESSAGES = 100;
/** As many as SQS gives, or takes, in one call. */
const BATCH_MESSAGES = 10;
/** A third of the time that a message is hidden for. */
const HEARTBEAT_MS = 100_000;
const RETRY_SECONDS = [1, 5];
const FAULT_MS = 1_000;

export interface ConsumerOptions {
  bus: Pick<BusClients, "sqs" | "polls">;
  queueUrl: string;
  log: Log;
  /** messages in hand at the same time at most */
  held?: number;
  /**
   * Called for each message as soon as it has come; how many are worked on at once is the handler's
   * to say. The message is deleted once this resolves. `isLastTry`: where it throws, the message goes
   * to the dead-letter queue and does not come again.
   */
  handle: (message: EventRecorded, isLastTry: boolean) => Promise<void>;
  /** Pauses before the second and the third try. */
  retrySeconds?: number[];
  /** The pause after a receive that failed: a queue that is away is not asked in a tight loop. */
  faultMs?: number;
  /** Between two extensions of what is in hand. */
  heartbeatMs?: number;
}

export interface RunningConsumer {
  /** Receives no more; resolves once the messages in hand are handled. */
  stop(): Promise<void>;
}

export function startConsumer(options: ConsumerOptions): RunningConsumer {
  const { heartbeatMs = HEARTBEAT_MS } = options;
  const stopping = new AbortController();
  const hand = new Hand(options);
  const receiving = receiveUntil(stopping.signal, options, hand);
  const heartbeat = setInterval(() => hand.extend(), heartbeatMs);
  return {
    // A message that a poll was just about to bring is hidden for a while: it is in the log too.
    stop: async () => {
      stopping.abort();
      await receiving;
      await hand.empty();
      clearInterval(heartbeat);
    },
  };
}

/** Long polls, each for as many messages as there is room for. */
async function receiveUntil(
  signal: AbortSignal,
  { bus, queueUrl, log, held = HELD_MESSAGES, faultMs = FAULT_MS }: ConsumerOptions,
  hand: Hand,
): Promise<void> {
  const fault = new Wake();
  while (!signal.aborted) {
    const room = held - hand.size;
    if (room <= 0) {
      await hand.someRoom(signal);
      continue;
    }
    const receive = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(room, BATCH_MESSAGES),
      WaitTimeSeconds: LONG_POLL_SECONDS,
      VisibilityTimeout: VISIBILITY_SECONDS,
      MessageSystemAttributeNames: ["ApproximateReceiveCount"],
      MessageAttributeNames: [TRACE_ATTRIBUTE],
    });
    try {
      const { Messages = [] } = await untraced(() =>
        bus.polls.send(receive, { abortSignal: signal })
      );
      for (const message of Messages) hand.take(message);
    } catch (error) {
      if (signal.aborted) return;
      log.warn("the queue does not answer", { error });
      await fault.wait(faultMs, signal);
    }
  }
}

/** Messages from their receipt to their deletion, or to their return to the queue. */
class Hand {
  readonly #messages = new Map<Message, Promise<void>>();
  readonly #letGo = new Wake();

  constructor(readonly options: ConsumerOptions) {}

  get size(): number {
    return this.#messages.size;
  }

  take(message: Message): void {
    const ended = this.#handle(message).finally(() => {
      this.#messages.delete(message);
      this.#letGo.wake();
    });
    this.#messages.set(message, ended);
  }

  /** Resolves once one was let go, or the signal came. */
  async someRoom(signal: AbortSignal): Promise<void> {
    await this.#letGo.wait(LONG_POLL_SECONDS * 1_000, signal);
  }

  async empty(): Promise<void> {
    await Promise.all(this.#messages.values());
  }

  /** Keeps all of them hidden from other processes for another while. */
  async extend(): Promise<void> {
    const { bus: { sqs }, queueUrl: QueueUrl, log } = this.options;
    const handles = [...this.#messages.keys()].map((message) => message.ReceiptHandle);
    for (let from = 0; from < handles.length; from += BATCH_MESSAGES) {
      const Entries = handles.slice(from, from + BATCH_MESSAGES).map((ReceiptHandle, i) => ({
        Id: String(i),
        ReceiptHandle,
        VisibilityTimeout: VISIBILITY_SECONDS,
      }));
      // One that fails leaves its message in work: at worst it is delivered once more.
      await untraced(() => sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })))
        .catch((error) => log.warn("messages in work could not be kept hidden", { error }));
    }
  }

  async #handle(message: Message): Promise<void> {
    const { bus: { sqs }, queueUrl: QueueUrl, handle, log, retrySeconds = RETRY_SECONDS } = this
      .options;
    const { ReceiptHandle } = message;
    const receives = receivesOf(message);
    try {
      await traced(message, QueueUrl, () => handle(parse(message), receives >= MAX_RECEIVES));
    } catch (error) {
      const ids = { message_id: message.MessageId, receives };
      log.warn("a message could not be handled", { ...ids, error });
      const VisibilityTimeout = retrySeconds[receives - 1] ?? LAST_PAUSE_SECONDS;
      const pause = { QueueUrl, ReceiptHandle, VisibilityTimeout };
      await untraced(() => sqs.send(new ChangeMessageVisibilityCommand(pause)))
        .catch((error) => log.warn("a message comes back later than it should", { ...ids, error }));
      return;
    }
    // One that could not be deleted comes again, and is found to be done.
    await untraced(() => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })))
      .catch((error) => log.warn("the queue does not answer", { error }));
  }
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
