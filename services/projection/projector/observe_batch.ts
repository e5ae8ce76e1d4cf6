/** Traces, measures and logs a batch: what was folded, for which jobs, how long it took. */
import { SpanKind } from "@opentelemetry/api";
import type { RecordedEvent } from "@rollcall/contracts";
import { idsOf, type Log } from "@rollcall/platform/log.ts";
import { measureBatch } from "@rollcall/platform/metrics.ts";
import { batchParents, inSpan } from "@rollcall/platform/trace.ts";

/** A batch's generation, and what is known about it in advance. */
export interface BatchSite {
  generation: number;
  /** events read for it */
  read: RecordedEvent[];
  log: Log | undefined;
  /** the job, if it is a lane's slice; absent for the log's batch */
  lane?: string;
}

/**
 * Runs `write`, which returns what it folded, or undefined if nothing was written.
 * @throws what `write` throws
 */
export async function observeBatch(
  { generation, read, log, lane }: BatchSite,
  write: () => Promise<RecordedEvent[] | undefined>,
): Promise<boolean> {
  const startedAt = performance.now();
  const span = {
    name: `project g${generation}`,
    kind: SpanKind.CONSUMER,
    ...batchParents(read.map(({ metadata }) => metadata.traceparent)),
    attributes: { "rollcall.generation": generation },
  };
  const events = await inSpan(span, async (active) => {
    const folded = await write();
    active.setAttribute("rollcall.batch.events", folded?.length ?? 0);
    return folded;
  });
  if (!events) return false;
  if (events.length === 0) return true;
  measureBatch("events", events.length, startedAt);
  log?.info("projected", {
    to: events.at(-1)?.position,
    events: events.length,
    duration_ms: Math.round(performance.now() - startedAt),
    ...(lane !== undefined && { lane: true }),
    ...idsOf(events),
  });
  return true;
}
