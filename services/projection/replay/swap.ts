/**
 * Makes another generation live in one transaction: the old one is frozen, the new one catches up,
 * views and registry change together. So readers see either the old or the new rows, and the new
 * ones include everything the old ones did. A long statement on the views would make every query
 * behind our lock wait, so we give up soon and retry.
 */
import { setTimeout as after } from "node:timers/promises";
import type { EventStore, Sql, TransactionSql } from "@rollcall/event-store";
import type { Batches } from "../projector/batches.ts";
import { isLockTimeout, limitLockWait } from "../schema/lock_wait.ts";
import { showGeneration } from "../schema/registry.ts";
import { frozen } from "./freeze.ts";
import type { Tell } from "./steps.ts";
import { TAIL_EVENTS } from "./verify.ts";

export interface SwapOptions {
  store: EventStore;
  owner: Sql;
  /** number of the live generation */
  from: number;
  /** the generation to make live */
  to: Batches;
  tell: Tell;
  /** called before each attempt; throws if the swap must not happen any more */
  check: () => Promise<void>;
}

const TRIES = 100;
const PAUSE_MS = 100;

/** @returns the position that the new live generation includes at least */
export async function swap({ store, owner, from, to, tell, check }: SwapOptions): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    await to.reach(await store.head());
    await check();
    try {
      const { result: position, ms } = await frozen(owner, from, async (tx, at) => {
        if (at - to.position > TAIL_EVENTS) return null;
        await to.reach(at);
        await limitLockWait(tx);
        await exchange(tx, from, at, to);
        tell({ step: "swapping", generation: to.generation, position: to.position });
        return to.position;
      });
      if (position === null) continue;
      // Wakes the projectors, which then find the live generation.
      store.notify();
      tell({ step: "swapped", generation: to.generation, position, ms });
      return position;
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      tell({ step: "waiting", reason: "queries that began before still read the views" });
      await after(PAUSE_MS);
    }
  }
  throw new Error(
    `the views were in use at each of ${TRIES} tries; nothing was changed, try again`,
  );
}

/** @throws if another process changed either generation's state */
async function exchange(
  tx: TransactionSql,
  from: number,
  at: number,
  to: Batches,
): Promise<void> {
  const retired = await tx`
    update read_models.generation
       set state = 'retired', retired_position = ${at}, retired_at = clock_timestamp()
     where number = ${from} and state = 'live' returning 1`;
  const live = await tx`
    update read_models.generation
       set state = 'live', live_position = ${to.position}, live_at = clock_timestamp()
     where number = ${to.generation} and state in ('ready', 'retired') returning 1`;
  if (retired.length + live.length !== 2) {
    throw new Error(
      `generation ${from} or ${to.generation} has another state than it had: run it again`,
    );
  }
  await showGeneration(tx, to.generation);
}
