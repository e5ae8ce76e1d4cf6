/**
 * Consumes one queue: long polling, a bounded number of messages in flight, and their visibility
 * timeout extended while they are, whether their work has begun or is waiting its turn. A message
 * whose handler throws is redelivered after a pause, three tries in all; then the queue's redrive
 * policy moves it to the dead-letter queue.
 */
import { type EventRecorded, EventRecordedV1 } from "@rollcall/contracts";
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
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
 * Until the queue moves a message that failed on its last try. Not 0: fauxqs 2.4.1 with data on
 * disk then loses it (ChangeMessageVisibility to 0 violates one of its own constraints).
 */
const LAST_PAUSE_SECONDS = 1;
/**
 * The most messages that one process holds, begun or not: fair scheduling must see more than it
 * works on. Kept low, since messages held here are hidden from other processes.
 */
const HELD_MESSAGES = 100;
/** SQS's own limit per call. */
const BATCH_MESSAGES = 10;
/** A third of the visibility timeout. */
const HEARTBEAT_MS = 100_000;
const RETRY_SECONDS = [1, 5];
const FAULT_MS = 1_000;
/** How long a message that is done waits for others, to be deleted in the same call. */
const DELETE_BATCH_WAIT_MS = 5;

export interface ConsumerOptions {
  bus: Pick<BusClients, "sqs" | "polls">;
  queueUrl: string;
  log: Log;
  /** the most messages in flight at once */
  held?: number;
  /**
   * Called for each message on receipt; concurrency is up to the handler. The message is deleted
   * once this resolves. `isLastTry`: if it throws, the message goes to the dead-letter queue and is
   * not redelivered.
   */
  handle: (message: EventRecorded, isLastTry: boolean) => Promise<void>;
  /** Pauses before the second and the third try. */
  retrySeconds?: number[];
  /** The pause after a failed receive, so that an outage does not become a tight loop. */
  faultMs?: number;
  /** Between two extensions of the visibility timeout. */
  heartbeatMs?: number;
  /**
   * How long messages are gathered, before a receive and a deletion, for nothing waits for them.
   * None by default; without effect while ten come at a time.
   */
  gatherMs?: number | undefined;
}

export interface RunningConsumer {
  /** Stops receiving; resolves once the messages in flight are handled. */
  stop(): Promise<void>;
}

export function startConsumer(options: ConsumerOptions): RunningConsumer {
  const { heartbeatMs = HEARTBEAT_MS } = options;
  const stopping = new AbortController();
  const inFlight = new InFlight(options);
  const receiving = receiveUntil(stopping.signal, options, inFlight);
  const heartbeat = setInterval(() => inFlight.extend(), heartbeatMs);
  return {
    // A message that an aborted poll had just received stays hidden for a while; the log has it
    // too.
    stop: async () => {
      stopping.abort();
      await receiving;
      await inFlight.empty();
      clearInterval(heartbeat);
    },
  };
}

/** Long-polls, each time for as many messages as there is room for. */
async function receiveUntil(
  signal: AbortSignal,
  { bus, queueUrl, log, held = HELD_MESSAGES, faultMs = FAULT_MS, gatherMs }: ConsumerOptions,
  inFlight: InFlight,
): Promise<void> {
  const pause = new Wake();
  while (!signal.aborted) {
    const room = held - inFlight.size;
    if (room <= 0) {
      await inFlight.someRoom(signal);
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
      for (const message of Messages) inFlight.take(message);
      if (gatherMs && Messages.length < BATCH_MESSAGES) await pause.wait(gatherMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      log.warn("the queue does not answer", { error });
      await pause.wait(faultMs, signal);
    }
  }
}

/** Messages in flight: from receipt until deletion or return to the queue. */
class InFlight {
  readonly #messages = new Map<Message, Promise<void>>();
  readonly #letGo = new Wake();
  readonly #deletions: Deletions;

  constructor(readonly options: ConsumerOptions) {
    this.#deletions = new Deletions(options, () => this.#messages.size > 1);
  }

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

  /** Resolves once there is room, or the signal aborts. */
  async someRoom(signal: AbortSignal): Promise<void> {
    await this.#letGo.wait(LONG_POLL_SECONDS * 1_000, signal);
  }

  /** Resolves once all of them are handled; nothing is gathered any more. */
  async empty(): Promise<void> {
    this.#deletions.gatherNoMore();
    await Promise.all(this.#messages.values());
  }

  /** Extends the visibility timeout of all of them. */
  async extend(): Promise<void> {
    const { bus: { sqs }, queueUrl: QueueUrl, log } = this.options;
    const handles = [...this.#messages.keys()].map((message) => message.ReceiptHandle);
    for (let from = 0; from < handles.length; from += BATCH_MESSAGES) {
      const Entries = handles.slice(from, from + BATCH_MESSAGES).map((ReceiptHandle, i) => ({
        Id: String(i),
        ReceiptHandle,
        VisibilityTimeout: VISIBILITY_SECONDS,
      }));
      // If this fails, a message may at worst be delivered once more.
      await untraced(() => sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })))
        .catch((error) =>
          log.warn("could not extend the visibility of messages in flight", { error })
        );
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
        .catch((error) => log.warn("a message will be redelivered late", { ...ids, error }));
      return;
    }
    await this.#deletions.add(ReceiptHandle);
  }
}

/**
 * Deletes handled messages in batches: while others are in progress, each waits a moment for them.
 */
class Deletions {
  #isClosing = false;
  #batch: { handles: (string | undefined)[]; done: Promise<void>; send: () => void } | undefined;

  constructor(readonly options: ConsumerOptions, readonly isBusy: () => boolean) {}

  /** Resolves once it is deleted, or could not be: it is then redelivered, and found to be done. */
  async add(handle: string | undefined): Promise<void> {
    this.#batch ??= this.#open();
    const { handles, done, send } = this.#batch;
    handles.push(handle);
    if (handles.length === BATCH_MESSAGES) send();
    await done;
  }

  /** Sends what is gathered, and from now on each at once. */
  gatherNoMore(): void {
    this.#isClosing = true;
    this.#batch?.send();
  }

  #open() {
    const handles: (string | undefined)[] = [];
    const sent = Promise.withResolvers<void>();
    const send = () => {
      clearTimeout(timer);
      this.#batch = undefined;
      this.#delete(handles).then(sent.resolve);
    };
    const { gatherMs = this.isBusy() ? DELETE_BATCH_WAIT_MS : 0 } = this.options;
    const timer = setTimeout(send, this.#isClosing ? 0 : gatherMs);
    return { handles, done: sent.promise, send };
  }

  async #delete(handles: (string | undefined)[]): Promise<void> {
    const { bus: { sqs }, queueUrl: QueueUrl, log } = this.options;
    const Entries = handles.map((ReceiptHandle, i) => ({ Id: String(i), ReceiptHandle }));
    try {
      const answer = await untraced(() =>
        sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
      );
      if (answer.Failed?.length) {
        log.warn("messages could not be deleted", { count: answer.Failed.length });
      }
    } catch (error) {
      log.warn("the queue does not answer", { error });
    }
  }
}

/** Handles a message within the trace that it was sent in. */
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
