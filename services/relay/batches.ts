/** Batches messages in log order, within SNS's limits of one PublishBatch. */
import type { EventHeader } from "@rollcall/event-store";
import { type EventRecorded, isUuid } from "@rollcall/contracts";

/** Limits of SNS on one PublishBatch. */
export const BATCH_ENTRIES = 10;
const BATCH_BYTES = 256 * 1024;
/** An upper bound of the overhead per entry: attribute names and request framing. */
const ENTRY_OVERHEAD_BYTES = 1024;

export interface OutgoingMessage {
  position: number;
  type: string;
  /** opaque message group of the user, for SQS fair queues; null without a user */
  group: string | null;
  traceparent: string | null;
  body: string;
}

/** The message for an event; includes `data` if the header has it. */
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

/** Splits messages, in order, into batches within SNS's limits. */
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

/**
 * Including attributes, which count towards SNS's limit; an oversized batch would be refused every
 * time.
 */
function sizeOf({ body, type, group, traceparent }: OutgoingMessage): number {
  const texts = [body, type, group ?? "", traceparent ?? ""];
  const bytes = new TextEncoder().encode(texts.join("")).length;
  return bytes + ENTRY_OVERHEAD_BYTES;
}
