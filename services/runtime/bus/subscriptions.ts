/**
 * Who hears of which events: one queue per consuming service, fed by the topic through a filter, on
 * a laptop and on AWS. Which ones those are follows from the manifest.
 */
import type { EventType } from "@rollcall/contracts";
import { type ConsumerName, manifest, wakingTypes } from "../manifest.ts";

export type { ConsumerName };

/** The event types each consumer is woken by; null: every event. */
export const subscriptions = Object.fromEntries(
  Object.entries(manifest).flatMap(([name, row]) =>
    "reacts" in row ? [[name, wakingTypes(name as ConsumerName)]] : []
  ),
) as Record<ConsumerName, EventType[] | null>;

/** The message attribute that the filter policies look at. */
export const TYPE_ATTRIBUTE = "type";
/** The one with the trace that the message was sent in, as W3C has it. */
export const TRACE_ATTRIBUTE = "traceparent";

export interface QueueNames {
  queue: string;
  deadLetterQueue: string;
}

/**
 * A consumer's queues. The parser has the base name itself, as the reference architecture shows it
 * (data-ingestion-queue, data-ingestion-dlq); the others carry their name in front of the ending.
 */
export function queueNames(base: string, consumer: ConsumerName): QueueNames {
  const stem = base.replace(/-queue$/, "");
  const own = consumer === "parsing" ? stem : `${stem}-${consumer}`;
  return {
    queue: consumer === "parsing" ? base : `${own}-queue`,
    deadLetterQueue: `${own}-dlq`,
  };
}
