/** The registry of generations: readable by all services, changed only by the database's owner. */
import type { Sql, TransactionSql } from "@rollcall/event-store";
import { type Fold, ownFold } from "./fingerprint.ts";
import { schemaOf, subscriptionOf } from "./generation.ts";
import { grantTables, grantViews } from "./grants.ts";
import { createTables, tableNames } from "./tables.ts";
import { createViews, MARKED, markOf } from "./views.ts";

/** building → ready → live → retired → discarded; a rollback makes a retired one live again. */
export type GenerationState = "building" | "ready" | "live" | "retired" | "discarded";

export interface Generation {
  number: number;
  state: GenerationState;
  /** GENERATION of the code that fills it */
  fold: number;
  fingerprint: string | null;
  /** its position in the log */
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

/** All generations, oldest first, with their checkpoints as of the same moment. */
export async function listGenerations(sql: Sql | TransactionSql): Promise<Generation[]> {
  return await sql<Generation[]>`
    select g.*, coalesce(c.position, 0) as position
      from read_models.generation g
      left join event_store.checkpoint c on c.subscription = 'read_models_g' || g.number
     order by g.number`;
}

/** The generation that the views show. @throws if none has been created yet */
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
  await owner.unsafe(grantTables(schemaOf(number)));
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
  await owner.unsafe(grantViews);
}

/** Whether the views of a generation are those of this code. */
export async function isShown(sql: Sql | TransactionSql, number: number): Promise<boolean> {
  const [view] = await sql<{ mark: string | null }[]>`
    select obj_description(to_regclass(${`read_models.${MARKED}`}), 'pg_class') as mark`;
  return view?.mark === markOf(schemaOf(number), tableNames);
}

/** Removes a generation's tables and checkpoint; its entry in the registry stays. */
export async function dropGeneration(owner: TransactionSql, number: number): Promise<void> {
  await owner.unsafe(`drop schema ${schemaOf(number)} cascade`);
  await owner`delete from event_store.checkpoint where subscription = ${subscriptionOf(number)}`;
  await owner`
    update read_models.generation set state = 'discarded', discarded_at = clock_timestamp()
     where number = ${number}`;
}
