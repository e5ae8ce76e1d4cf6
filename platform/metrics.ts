/**
 * The workers' metrics, named by OpenTelemetry's conventions where those have a name;
 * docs/observation.md lists them. Deno measures HTTP itself, by the route that http.ts sets.
 * Without OTEL_DENO the instruments do nothing.
 */
import { metrics } from "@opentelemetry/api";

const meter = metrics.getMeter("rollcall.workers");

/** From milliseconds to minutes, as reactions and batches take. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

const seconds = (name: string, description: string) =>
  meter.createHistogram(name, {
    unit: "s",
    description,
    advice: { explicitBucketBoundaries: DURATION_BUCKETS },
  });

/** From receipt of a message to its acknowledgement or return. */
export const processDuration = seconds(
  "messaging.process.duration",
  "Duration of handling one message",
);
export const operationDuration = seconds(
  "messaging.client.operation.duration",
  "Duration of publishing one batch of messages",
);
export const consumedMessages = meter.createCounter("messaging.client.consumed.messages", {
  unit: "{message}",
  description: "Messages that were received, repeated ones included",
});
export const sentMessages = meter.createCounter("messaging.client.sent.messages", {
  unit: "{message}",
  description: "Messages that the topic accepted",
});
export const reactionDuration = seconds(
  "rollcall.reaction.duration",
  "Duration of the work that one event asks for",
);
export const reactionRetries = meter.createCounter("rollcall.reaction.retries", {
  unit: "{try}",
  description: "Further tries of work that failed before",
});
/** Its name, as that of `queue.parked`, is what dashboards know; "set aside" is the word. */
export const setAsideJobs = meter.createCounter("rollcall.reaction.parked", {
  unit: "{job}",
  description: "Jobs set aside after the last retry",
});

const sizes = meter.createHistogram("rollcall.batch.size", {
  unit: "{item}",
  description: "Rows, events or messages of one batch",
  advice: { explicitBucketBoundaries: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000] },
});
const durations = seconds("rollcall.batch.duration", "Duration of writing one batch");
const items = meter.createCounter("rollcall.batch.items", {
  unit: "{item}",
  description: "Rows, events or messages in all: its rate is rows a second",
});

/** Records one batch: rows parsed, events folded or messages sent. */
export function measureBatch(of: "rows" | "events" | "messages", count: number, since: number) {
  const attributes = { "rollcall.batch.of": of };
  sizes.record(count, attributes);
  items.add(count, attributes);
  durations.record(secondsSince(since), attributes);
}

/** @param since a reading of performance.now() */
export function secondsSince(since: number): number {
  return (performance.now() - since) / 1_000;
}
