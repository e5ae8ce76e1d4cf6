/** Which generations there are: read by everybody, changed by the owner of the database alone. */
import type { Sql, TransactionSql } from "@rollcall/event-store";
import { type Fold, ownFold } from "./fit.ts";
import { schemaOf, subscriptionOf } from "./generation.ts";
import { createTables, tableNames } from "./tables.ts";
import { createViews } from "./views.ts";

/** building → ready → live → retired → discarded; a retired one becomes live by a rollback. */
export type GenerationState = "building" | "ready" | "live" | "retired" | "discarded";

export interface Generation {
  number: number;
  state: GenerationState;
  /** GENERATION of the code that fills it */
  fold: number;
  fingerprint: string | null;
  /** how far it has read the log */
  position: number;
  started_at: Date;
  ready_position: number | null;
  ready_at: Date | null;
  live_position: number | null;
  live_at: Date | null;
  retired_position: number | null;
  retired_at: Date | null;
  discarded_at: Date | null;
}

/** All of them, oldest first, each with its checkpoint of the same moment. */
export async function listGenerations(sql: Sql | TransactionSql): Promise<Generation[]> {
  return await sql<Generation[]>`
    select g.*, coalesce(c.position, 0) as position
      from read_models.generation g
      left join event_store.checkpoint c on c.subscription = 'read_models_g' || g.number
     order by g.number`;
}

/** The one that the views show. @throws where there is none: nothing made it yet */
export async function liveGeneration(sql: Sql | TransactionSql): Promise<Generation> {
  const live = (await listGenerations(sql)).find((generation) => generation.state === "live");
  if (live) return live;
  throw new Error("no generation of the read models is live: start the projection once");
}

/** Adds an empty generation of a fold. */
export async function addGeneration(
  owner: TransactionSql,
  number: number,
  state: "building" | "live" = "building",
  of: Fold = ownFold,
): Promise<void> {
  await owner.unsafe(createTables(schemaOf(number)));
  await owner`
    insert into event_store.checkpoint (subscription, position)
    values (${subscriptionOf(number)}, 0) on conflict do nothing`;
  await owner`
    insert into read_models.generation (number, state, fold, fingerprint, live_position, live_at)
    values (${number}, ${state}, ${of.number}, ${of.fingerprint},
            ${state === "live" ? 0 : null}, ${state === "live" ? new Date() : null})`;
  if (state === "live") await showGeneration(owner, number);
}

/** Points the views at a generation; in one transaction, it swaps the read models. */
export async function showGeneration(owner: TransactionSql, number: number): Promise<void> {
  await owner.unsafe(createViews(schemaOf(number), tableNames));
}

/** Removes a generation's tables and checkpoint; its line in the registry stays. */
export async function dropGeneration(owner: TransactionSql, number: number): Promise<void> {
  await owner.unsafe(`drop schema ${schemaOf(number)} cascade`);
  await owner`delete from event_store.checkpoint where subscription = ${subscriptionOf(number)}`;
  await owner`
    update read_models.generation set state = 'discarded', discarded_at = clock_timestamp()
     where number = ${number}`;
}
