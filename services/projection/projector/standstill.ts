/**
 * Whether the live read models stand still: facts wait, and for a while nothing was folded, whichever
 * process should have. It is asked of the database and not of a process's own memory, so that all
 * give one answer, also those that hang or have just been started.
 */
import type { Sql } from "@rollcall/event-store";
import { STILL_AFTER_S } from "./still_after.ts";

interface Still {
  /** null: the log's own checkpoint */
  job_id: string | null;
  generation: number;
  position: number;
  head: number;
  seconds: number;
}

/** A sentence for each that stands still: the checkpoint, and lanes; none where all is well. */
export async function standstill(sql: Sql, afterS: number = STILL_AFTER_S): Promise<string[]> {
  const still = await sql<Still[]>`
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

function sentence({ job_id, generation, position, head, seconds }: Still): string {
  const part = job_id === null
    ? `The projection of generation ${generation}`
    : `The lane of job ${job_id} in generation ${generation}`;
  return `${part} stands still at position ${position}: nothing was folded for ${seconds} s, and ` +
    `the log is at ${head}. Queries are answered as of then; look at the projection's log.`;
}
