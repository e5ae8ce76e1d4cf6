/**
 * Rebuilds the read models beside the live ones, compares the two, and swaps them. Jobs keep
 * running and queries are answered throughout. If it is killed and started again it resumes: its
 * progress is in the database, and every step is atomic (promise 7).
 */
import { setTimeout as after } from "node:timers/promises";
import { type EventStore, type Sql, transaction } from "@rollcall/event-store";
import type { fold } from "../fold/fold.ts";
import { Batches, type BatchLimit } from "../projector/batches.ts";
import { type Fold, ownFold } from "../schema/fingerprint.ts";
import { addGeneration, listGenerations, liveGeneration } from "../schema/registry.ts";
import type { GenerationComparison } from "./compare.ts";
import type { ReplayOutcome, Tell } from "./steps.ts";
import { swap } from "./swap.ts";
import { chooseTarget } from "./target.ts";
import { verify } from "./verify.ts";

export interface ReplayOptions {
  /** with the services' login: reads the log, fills the tables */
  store: EventStore;
  /** with the owner's login: creates the tables, swaps the views; at least 3 connections */
  owner: Sql;
  /** number of the generation to build; by default the next */
  number?: number | undefined;
  tell?: Tell;
  /** throws if it must not go on */
  check?: () => Promise<void>;
  limit?: BatchLimit;
  /** for tests, instead of this code's fold */
  fold?: typeof fold;
  own?: Fold;
}

/** Distance to the live generation at which it is frozen for the rest. */
const NEAR_EVENTS = 500;
/** How often to wait for a live generation that is behind ours and does not move. */
const TRIES = 100;
/** How often of these to wait for its lanes; after that their jobs are not compared. */
const LANE_TRIES = 50;
const PAUSE_MS = 100;

export async function replay(options: ReplayOptions): Promise<ReplayOutcome> {
  const { store, owner, tell = () => {}, check = async () => {}, own = ownFold } = options;
  const target = chooseTarget(await listGenerations(store.sql), options.number, own);
  if ("refused" in target) return { outcome: "refused", sentence: target.refused };

  const { number, live } = target;
  if (!target.begun) await transaction(owner, (tx) => addGeneration(tx, number, "building", own));
  const batches = new Batches({
    store,
    generation: number,
    limit: options.limit,
    fold: options.fold,
  });
  await batches.find();
  tell({ step: "began", generation: number, resumedAt: target.begun ? batches.position : null });

  if (target.begun?.state !== "ready") {
    const comparison = await buildAndCompare(options, batches, live.number);
    if (comparison.differences.length > 0) {
      return { outcome: "differs", generation: number, comparison };
    }
    const { position } = comparison;
    await markReady(owner, number, position);
    tell({ step: "ready", generation: number, position });
  }
  const position = await swap({ store, owner, from: live.number, to: batches, tell, check });
  return { outcome: "live", generation: number, position };
}

/** Follows the live generation, never overtaking it, until both can be compared at one position. */
async function buildAndCompare(
  { store, owner, tell = () => {}, check = async () => {} }: ReplayOptions,
  batches: Batches,
  live: number,
): Promise<GenerationComparison> {
  const livePosition = async () => (await liveGeneration(store.sql)).position;
  for (let tries = 0; tries < TRIES; tries++) {
    // The live one advances while events are folded: catch up repeatedly until close.
    let target: number;
    do {
      target = await livePosition();
      while (batches.position < target) {
        await batches.step(target);
        tell({ step: "folded", position: batches.position, target });
      }
    } while (await livePosition() - target > NEAR_EVENTS);
    await check();
    const awaitLanes = tries < LANE_TRIES;
    const comparison = await verify({ store, owner, batches, live, awaitLanes, tell });
    if (comparison) return comparison;
    await after(PAUSE_MS);
  }
  throw new Error(
    `generation ${batches.generation} stands at ${batches.position} and the live one elsewhere ` +
      `after ${TRIES} tries: see whether the projection runs, then run the replay again`,
  );
}

async function markReady(owner: Sql, number: number, position: number): Promise<void> {
  await transaction(owner, async (tx) => {
    await tx`
      update read_models.generation
         set state = 'ready', ready_position = ${position}, ready_at = clock_timestamp()
       where number = ${number} and state = 'building'`;
  });
}
