/**
 * The generations of the read models, from the projection's registry; none before its first start.
 */
import type { Operations } from "@rollcall/contracts/api";
import type { Sql } from "@rollcall/event-store";

export interface GenerationRow {
  number: number;
  state: string;
  /** the subscription whose checkpoint shows its progress */
  subscription: string;
}

/** Those that have tables, oldest first. */
export async function readGenerations(sql: Sql): Promise<GenerationRow[]> {
  const [registry] = await sql<{ name: string | null }[]>`
    select to_regclass('read_models.generation')::text as name`;
  if (!registry!.name) return [];
  return await sql<GenerationRow[]>`
    select number, state, 'read_models_g' || number as subscription
      from read_models.generation
     where state <> 'discarded'
     order by number`;
}

type Lanes = Operations["projection"]["lanes"];

/** The lanes of the live generation, if any. */
export async function readLanes(sql: Sql): Promise<Lanes> {
  const none = { open: 0, set_aside: 0, still_seconds: 0 };
  const [view] = await sql<{ name: string | null }[]>`
    select to_regclass('read_models.lanes')::text as name`;
  if (!view!.name) return none;
  // As JSON, since the tables of an older generation, which is live until the replay, lack
  // moved_at.
  const [row] = await sql<Lanes[]>`
    select count(*) filter (where sentence is null)::int as open,
           count(*) filter (where sentence is not null)::int as set_aside,
           coalesce(max(extract(epoch from
             clock_timestamp() - (to_jsonb(l) ->> 'moved_at')::timestamptz
           )) filter (where sentence is null), 0)::float8 as still_seconds
      from read_models.lanes l`;
  return row ?? none;
}
