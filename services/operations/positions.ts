/**
 * Positions of the log's readers, and current claims, from the event store's own tables. Ages use
 * the database's clock, which also recorded the events.
 */
import type { Operations } from "@rollcall/contracts/api";
import type { Sql } from "@rollcall/event-store";

export interface Reader {
  /** of its checkpoint */
  name: string;
  /** the event types that it reacts to; null: all */
  types: string[] | null;
}

export interface ReaderAt {
  position: number;
  lag_events: number;
  oldest_seconds: number | null;
  checkpoint_age_seconds: number | null;
}

export interface Positions {
  takenAt: string;
  head: number;
  newestSeconds: number | null;
  /** @throws if the reader was not requested */
  of(name: string): ReaderAt;
}

/** The most events searched for a reader's pending work. */
const WINDOW_EVENTS = 100_000;

interface Row extends ReaderAt {
  name: string;
  taken_at: Date;
  head: number;
  newest_seconds: number | null;
}

/** The positions of these readers, all as of one moment. */
export async function readPositions(sql: Sql, readers: Reader[]): Promise<Positions> {
  const rows = await sql<Row[]>`
    with head as (
      select coalesce(max(position), 0) as position from event_store.event
    )
    select r.name, now() as taken_at, head.position as head,
           ${secondsSince(sql, sql`newest.recorded_at`)} as newest_seconds,
           at.position,
           case when r.types is null then head.position - at.position
                else waiting.count end as lag_events,
           ${secondsSince(sql, sql`waiting.oldest`)} as oldest_seconds,
           ${secondsSince(sql, sql`c.updated_at`)} as checkpoint_age_seconds
      from json_to_recordset(${JSON.stringify(readers)}::text::json)
           as r (name text, types text[])
     cross join head
      left join event_store.event newest on newest.position = head.position
      left join event_store.checkpoint c on c.subscription = r.name
     cross join lateral (select coalesce(c.position, 0) as position) as at
     cross join lateral (
           select count(*) as count, min(e.recorded_at) as oldest
             from event_store.event e
            where e.position > at.position
              -- Who reads every event is behind from the next one on.
              and e.position <= at.position +
                  case when r.types is null then 1 else ${WINDOW_EVENTS}::int end
              and (r.types is null or e.type = any (r.types))
           ) as waiting`;
  const byName = new Map(rows.map((row) => [row.name, row]));
  const [any] = rows;
  return {
    takenAt: any!.taken_at.toISOString(),
    head: any!.head,
    newestSeconds: any!.newest_seconds,
    of(name) {
      const row = byName.get(name);
      if (!row) throw new Error(`the position of "${name}" was not asked for`);
      return row;
    },
  };
}

/** The current holder of a lease. */
export async function readLeader(
  sql: Sql,
  lease: string,
): Promise<Operations["relay"]["leader"]> {
  const [row] = await sql<{ holder: string; fence: number; expires_in_seconds: number }[]>`
    select holder, fence,
           extract(epoch from expires_at - clock_timestamp())::float8 as expires_in_seconds
      from event_store.lease where name = ${lease} and expires_at > clock_timestamp()`;
  if (!row) return null;
  return { ...row, expires_in_seconds: Math.max(0, row.expires_in_seconds) };
}

/** The number of claims by service: session locks of the connections for claims. */
export async function readClaims(sql: Sql): Promise<Map<string, number>> {
  const rows = await sql<{ service: string; claims: number }[]>`
    select substring(a.application_name from '^rollcall-(.+)-claims$') as service,
           count(*)::int as claims
      from pg_locks l
      join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and a.application_name like 'rollcall-%-claims'
       and l.database = (select oid from pg_database where datname = current_database())
     group by 1`;
  return new Map(rows.map((row) => [row.service, row.claims]));
}

/** Null if the moment is null; a moment in the future counts as now. */
function secondsSince(sql: Sql, moment: ReturnType<Sql>) {
  return sql`greatest(0, extract(epoch from clock_timestamp() - ${moment})::float8)
             + case when ${moment} is null then null else 0 end`;
}
