/**
 * A batch of SQS messages on Lambda: each is handled as the worker would, some at once; the
 * response lists those that failed or were not begun in time, and only these are redelivered.
 */
import { EventRecordedV1 } from "@rollcall/contracts";
import pTimeout from "p-timeout";
import { MAX_RECEIVES } from "./bus/queue_settings.ts";
import { handleMessage, type Reaction, type Worker } from "./reactions.ts";

export interface SqsRecord {
  messageId: string;
  body: string;
  attributes: { ApproximateReceiveCount: string };
}

export interface SqsEvent {
  Records: SqsRecord[];
}

export interface SqsBatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

export interface BatchOptions {
  reaction: Reaction;
  worker: Worker;
  /** the most messages in progress at once */
  concurrency: number;
  /** The time, in ms since 1970, at which unfinished messages are returned. */
  untilMs: number;
}

/** Never throws: after an error the whole batch would be redelivered. */
export async function handleBatch(
  { Records }: SqsEvent,
  { reaction, worker, concurrency, untilMs }: BatchOptions,
): Promise<SqsBatchResponse> {
  const open = new Set(Records.map((record) => record.messageId));
  const waiting = [...Records];
  const work = async () => {
    for (let next = waiting.shift(); next && Date.now() < untilMs; next = waiting.shift()) {
      if (await isHandled(next)) open.delete(next.messageId);
    }
  };
  const leftMs = Math.max(1, untilMs - Date.now());
  const all = Promise.all(Array.from({ length: concurrency }, work));
  await pTimeout(all, { milliseconds: leftMs, message: false });
  return { batchItemFailures: [...open].map((itemIdentifier) => ({ itemIdentifier })) };

  async function isHandled({ messageId, body, attributes }: SqsRecord): Promise<boolean> {
    const receives = Number(attributes.ApproximateReceiveCount);
    try {
      const message = EventRecordedV1.parse(JSON.parse(body));
      await handleMessage(reaction, worker, message, receives >= MAX_RECEIVES);
      return true;
    } catch (error) {
      const context = { message_id: messageId, receives, error };
      reaction.log.warn("a message could not be handled", context);
      return false;
    }
  }
}
