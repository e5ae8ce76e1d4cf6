/** A batch as its trace, its figures and its line in the log: what was folded, whose, how long. */
import { SpanKind } from "@opentelemetry/api";
import type { RecordedEvent } from "@rollcall/contracts";
import { idsOf, type Log } from "@rollcall/runtime/log.ts";
import { measureBatch } from "@rollcall/runtime/metrics.ts";
import { batchParents, inSpan } from "@rollcall/runtime/trace.ts";

/**
 * Runs `write`, which says whether the batch was written.
 * @throws what `write` throws
 */
export async function observeBatch(
  events: RecordedEvent[],
  generation: number,
  log: Log | undefined,
  write: () => Promise<boolean>,
): Promise<boolean> {
  const startedAt = performance.now();
  const span = {
    name: `project g${generation}`,
    kind: SpanKind.CONSUMER,
    ...batchParents(events.map(({ metadata }) => metadata.traceparent)),
    attributes: { "rollcall.generation": generation, "rollcall.batch.events": events.length },
  };
  const written = await inSpan(span, write);
  if (!written) return false;
  measureBatch("events", events.length, startedAt);
  log?.info("projected", {
    to: events.at(-1)?.position,
    events: events.length,
    duration_ms: Math.round(performance.now() - startedAt),
    ...idsOf(events),
  });
  return true;
}
