/** Which messages go together: in log order, as many as SNS takes in one PublishBatch. */
import type { EventHeader } from "@rollcall/event-store";
import { type EventRecorded, isUuid } from "@rollcall/contracts";

/** Limits of SNS on one PublishBatch. */
const BATCH_ENTRIES = 10;
const BATCH_BYTES = 256 * 1024;
/** What the names of attributes and the request's frame take of it, for each entry, at the most. */
const ENTRY_OVERHEAD_BYTES = 1024;

export interface OutgoingMessage {
  position: number;
  type: string;
  /** opaque: of one user's messages, by which SQS gives all users' in turn; null for nobody's */
  group: string | null;
  traceparent: string | null;
  body: string;
}

/** The message for an event; `data` travels along where the header brought it. */
export function toMessage(header: EventHeader, group: string | null): OutgoingMessage {
  if (!isUuid(header.id)) throw new Error(`event at ${header.position} has no proper id`);
  const message: EventRecorded = {
    contract: "EventRecorded",
    version: 1,
    event: {
      id: header.id,
      type: header.type,
      schemaVersion: header.schemaVersion,
      stream: header.stream,
      version: header.version,
      position: header.position,
      recordedAt: header.recordedAt,
    },
    metadata: header.metadata,
    ...(header.data !== null && { data: header.data }),
  };
  return {
    position: header.position,
    type: header.type,
    group,
    traceparent: header.metadata.traceparent,
    body: JSON.stringify(message),
  };
}

/** Splits messages, kept in order, into batches within the limits of SNS. */
export function inBatches(messages: OutgoingMessage[]): OutgoingMessage[][] {
  const batches: OutgoingMessage[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = sizeOf(message);
    const batch = batches.at(-1);
    if (batch && batch.length < BATCH_ENTRIES && bytes + size <= BATCH_BYTES) {
      batch.push(message);
      bytes += size;
    } else {
      batches.push([message]);
      bytes = size;
    }
  }
  return batches;
}

/** A message counts with its attributes: SNS refuses a batch for theirs, too, and for good. */
function sizeOf({ body, type, group, traceparent }: OutgoingMessage): number {
  const texts = [body, type, group ?? "", traceparent ?? ""];
  const bytes = new TextEncoder().encode(texts.join("")).length;
  return bytes + ENTRY_OVERHEAD_BYTES;
}
