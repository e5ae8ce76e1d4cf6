/**
 * The same figures as OpenTelemetry metrics, named by its conventions. Deno exports them if
 * OTEL_DENO is set; otherwise the instruments cost nothing. One read feeds all instruments.
 */
import { Stage } from "@rollcall/contracts";
import { type BatchObservableResult, context, metrics, ROOT_CONTEXT } from "@opentelemetry/api";
import type { Operations } from "@rollcall/contracts/api";
import type { Log } from "@rollcall/platform/log.ts";

const meter = metrics.getMeter("rollcall.operations");
const gauge = (name: string, unit: string, description: string) =>
  meter.createObservableGauge(`rollcall.${name}`, { unit, description });

const gauges = {
  head: gauge("log.head", "{event}", "Position of the newest event"),
  relayLag: gauge("relay.lag", "{event}", "Events that are not published yet"),
  relayAge: gauge("relay.oldest_unpublished.age", "s", "Age of the oldest unpublished event"),
  relayLeaders: gauge("relay.leaders", "{process}", "Relay processes that hold the lease"),
  lag: gauge("consumer.lag", "{event}", "Events that the consumer has still to react to"),
  age: gauge("consumer.oldest_pending.age", "s", "Age of the oldest of these events"),
  claims: gauge("consumer.claims", "{claim}", "Pieces of work that the consumer has in hand"),
  messages: gauge("queue.messages", "{message}", "Messages in the queue, by their state"),
  parked: gauge("queue.parked", "{message}", "Messages in the consumer's dead-letter queue"),
  failed: gauge("jobs.failed", "{job}", "Failed jobs, by the stage that failed"),
  unreadable: gauge("jobs.unreadable", "{job}", "Jobs whose file cannot be read"),
  position: gauge("projection.position", "{event}", "Position that a generation includes"),
  projectionLag: gauge("projection.lag", "{event}", "Events that a generation lacks"),
  checkpointAge: gauge("projection.checkpoint.age", "s", "Time since its checkpoint last moved"),
  still: gauge("projection.still.age", "s", "Time since anything was folded that waits for it"),
  setAside: gauge("projection.jobs_set_aside", "{job}", "Jobs that cannot be folded"),
  generation: gauge("projection.live_generation", "1", "Number of the generation that is served"),
};

/** Reports until the returned function is called. */
export function reportMetrics(read: () => Promise<Operations>, log: Log): () => void {
  const observe = async (result: BatchObservableResult) => {
    try {
      // In the root context: an accidentally active span must not become the parent.
      observeAll(result, await context.with(ROOT_CONTEXT, read));
    } catch (error) {
      log.warn("the figures cannot be read, metrics are skipped", { error });
    }
  };
  const all = Object.values(gauges);
  meter.addBatchObservableCallback(observe, all);
  return () => meter.removeBatchObservableCallback(observe, all);
}

/** Unknown values are not observed: a gap in a graph, not a zero. */
function observeAll(result: BatchObservableResult, figures: Operations): void {
  const { relay, projection, failed_jobs: failed } = figures;
  result.observe(gauges.head, figures.log.head);
  result.observe(gauges.relayLag, relay.lag_events);
  result.observe(gauges.relayAge, relay.oldest_unpublished_seconds ?? 0);
  result.observe(gauges.relayLeaders, relay.leader ? 1 : 0);

  for (const { name, queue, parked, ...consumer } of figures.consumers) {
    const of = { "messaging.consumer.group.name": name };
    result.observe(gauges.lag, consumer.lag_events, of);
    result.observe(gauges.age, consumer.oldest_pending_seconds ?? 0, of);
    result.observe(gauges.claims, consumer.claims, of);
    if (parked !== null) result.observe(gauges.parked, parked, of);
    for (const state of queue ? ["visible", "in_flight", "delayed"] as const : []) {
      result.observe(gauges.messages, queue![state], {
        ...of,
        "messaging.system": "aws_sqs",
        "messaging.destination.name": queue!.name,
        "rollcall.message.state": state,
      });
    }
  }

  for (const stage of Stage.options) {
    result.observe(gauges.failed, failed[stage], { "rollcall.stage": stage });
  }
  result.observe(gauges.unreadable, failed.unreadable_files);

  for (const { generation, state, ...at } of projection.generations) {
    const of = { "rollcall.generation": generation, "rollcall.generation.state": state };
    result.observe(gauges.position, at.position, of);
    result.observe(gauges.projectionLag, at.lag_events, of);
    if (at.checkpoint_age_seconds !== null) {
      result.observe(gauges.checkpointAge, at.checkpoint_age_seconds, of);
    }
  }
  result.observe(gauges.still, Math.max(projection.still_seconds, projection.lanes.still_seconds));
  result.observe(gauges.setAside, projection.lanes.set_aside);
  if (projection.live_generation !== null) {
    result.observe(gauges.generation, projection.live_generation);
  }
}
