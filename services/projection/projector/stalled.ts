/**
 * Detects stalled read models: facts are waiting, and for a while no process has folded anything.
 * It queries the database rather than process memory, so that all processes agree, including those
 * that hang or have just started.
 */
import type { Sql } from "@rollcall/event-store";
import { manifest } from "@rollcall/platform/manifest.ts";

interface StalledPart {
  /** null: the log's own checkpoint */
  job_id: string | null;
  generation: number;
  position: number;
  head: number;
  seconds: number;
}

/** A sentence for each stalled part, the checkpoint or a lane; empty if all is well. */
export async function stalledParts(
  sql: Sql,
  afterS: number = manifest.projection.stalledAfterS,
): Promise<string[]> {
  const still = await sql<StalledPart[]>`
    with live as (
      select g.number, c.position, c.updated_at,
             (select coalesce(max(position), 0) from event_store.event) as head
        from read_models.generation g
        join event_store.checkpoint c on c.subscription = 'read_models_g' || g.number
       where g.state = 'live'
    ), part as (
      select null::uuid as job_id, position, greatest(updated_at, next.recorded_at) as since
        from live
       -- Positions have no gaps: this is the fact that is to be folded next.
       cross join lateral (
             select e.recorded_at from event_store.event e where e.position = live.position + 1
             ) next
       union all
      select job_id, position, moved_at from read_models.lanes where sentence is null
    )
    select part.job_id, live.number as generation, part.position, live.head,
           floor(extract(epoch from clock_timestamp() - part.since))::int as seconds
      from part cross join live
     where part.since < clock_timestamp() - ${afterS} * interval '1 second'
     order by part.since`;
  return still.map(sentence);
}

function sentence({ job_id, generation, position, head, seconds }: StalledPart): string {
  const part = job_id === null
    ? `The projection of generation ${generation}`
    : `The lane of job ${job_id} in generation ${generation}`;
  return `${part} has made no progress at position ${position} for ${seconds} s, and ` +
    `the log is at ${head}. Queries are answered as of then; look at the projection's log.`;
}
