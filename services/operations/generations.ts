/** The generations of the read models, by the projection's registry; none before it first started. */
import type { Sql } from "@rollcall/event-store";

export interface GenerationRow {
  number: number;
  state: string;
  /** whose checkpoint says how far it is */
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
