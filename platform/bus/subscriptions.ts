/**
 * Which consumer gets which events: one queue per consuming service, fed by the topic through a
 * filter, locally and on AWS. It follows from the manifest.
 */
import type { EventType } from "@rollcall/contracts";
import { type ConsumerName, manifest, wakingTypes } from "../manifest.ts";

export type { ConsumerName };

/** The event types that wake each consumer; null: every event. */
export const subscriptions = Object.fromEntries(
  Object.entries(manifest).flatMap(([name, row]) =>
    "reacts" in row ? [[name, wakingTypes(name as ConsumerName)]] : []
  ),
) as Record<ConsumerName, EventType[] | null>;

/** The message attribute that the filter policies match. */
export const TYPE_ATTRIBUTE = "type";
/** The message attribute with the W3C trace context. */
export const TRACE_ATTRIBUTE = "traceparent";

export interface QueueNames {
  queue: string;
  deadLetterQueue: string;
}

/**
 * A consumer's queues. The parser has the plain base name, as in the reference architecture
 * (data-ingestion-queue, data-ingestion-dlq); the others insert their name before the suffix.
 */
export function queueNames(base: string, consumer: ConsumerName): QueueNames {
  const stem = base.replace(/-queue$/, "");
  const own = consumer === "parsing" ? stem : `${stem}-${consumer}`;
  return {
    queue: consumer === "parsing" ? base : `${own}-queue`,
    deadLetterQueue: `${own}-dlq`,
  };
}
