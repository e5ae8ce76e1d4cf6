/**
 * A batch of messages as SQS hands it to a function: each is handled as the worker would, some at a
 * time; which of them failed, or were not begun in time, is the answer, and only these come again.
 */
import { EventRecordedV1 } from "@rollcall/contracts";
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
  /** messages in work at the same time at most */
  concurrency: number;
  /** The moment, in ms since 1970, at which what is not done is given back. */
  untilMs: number;
}

/** Never throws: a batch whose answer is an error comes again as a whole. */
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
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, untilMs - Date.now()));
  });
  await Promise.race([Promise.all(Array.from({ length: concurrency }, work)), late]);
  clearTimeout(timer);
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
