/** A batch as its trace, its figures and its line in the log: what was folded, whose, how long. */
import { SpanKind } from "@opentelemetry/api";
import type { RecordedEvent } from "@rollcall/contracts";
import { idsOf, type Log } from "@rollcall/runtime/log.ts";
import { measureBatch } from "@rollcall/runtime/metrics.ts";
import { batchParents, inSpan } from "@rollcall/runtime/trace.ts";

/** Where a batch is folded, and what it is made of as far as that is known before. */
export interface BatchSite {
  generation: number;
  /** those that were read for it */
  read: RecordedEvent[];
  log: Log | undefined;
  /** the job whose lane it is; left out where it is the log's own batch */
  lane?: string;
}

/**
 * Runs `write`, which says what it folded, or undefined where nothing was written.
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
