/**
 * Who hears of which events: one queue per consuming service, fed by the topic through a filter.
 * This table is the only place that says so, on a laptop and on AWS.
 */
import type { EventType } from "@rollcall/contracts";

export type ConsumerName = "parsing" | "dedupe" | "review" | "projection";

/**
 * The event types each consumer is woken by; null: every event. A retry wakes the step it names; the
 * parser, which reads the files, removes them as well.
 */
export const subscriptions: Record<ConsumerName, EventType[] | null> = {
  parsing: ["JobCreated", "JobRetried", "JobDeleted"],
  dedupe: ["ParsingCompleted", "JobRetried"],
  review: ["DedupeCompleted", "JobRetried"],
  projection: null,
};

/** The message attribute that the filter policies look at. */
export const TYPE_ATTRIBUTE = "type";

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
