/**
 * Makes another generation live, in one transaction: the old one is held still, the new one folds
 * what it lacks, the views and the registry change together. So a reader sees the old rows or the
 * new ones, and the new ones include all that the old ones did. A statement that still reads the
 * views would make everybody behind us wait: we let go soon, and try again.
 */
import { type EventStore, type Sql, type TransactionSql, Wake } from "@rollcall/event-store";
import type { Batches } from "../projector/batches.ts";
import { showGeneration } from "../schema/registry.ts";
import { frozen } from "./freeze.ts";
import type { Tell } from "./steps.ts";

export interface SwapOptions {
  store: EventStore;
  owner: Sql;
  /** number of the live generation */
  from: number;
  /** the generation to make live */
  to: Batches;
  tell: Tell;
  /** called before each try; throws where it may not be done any more */
  check: () => Promise<void>;
}

const TAIL_EVENTS = 2_000;
/** Below the second after which Postgres looks for deadlocks: a reader is never the victim. */
const VIEWS_MS = 250;
const TRIES = 100;
const PAUSE_MS = 100;
const LOCK_NOT_AVAILABLE = "55P03";

/** @returns the position that the new live generation includes at least */
export async function swap({ store, owner, from, to, tell, check }: SwapOptions): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    await to.reach(await store.head());
    await check();
    try {
      const { result: position, ms } = await frozen(owner, from, async (tx, at) => {
        if (at - to.position > TAIL_EVENTS) return null;
        await to.reach(at);
        await tx.unsafe(`set local lock_timeout = ${VIEWS_MS}`);
        await exchange(tx, from, at, to);
        tell({ step: "swapping", generation: to.generation, position: to.position });
        return to.position;
      });
      if (position === null) continue;
      // Wakes the projectors, who then find which generation is live.
      store.notify();
      tell({ step: "swapped", generation: to.generation, position, ms });
      return position;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === LOCK_NOT_AVAILABLE)) {
        throw error;
      }
      tell({ step: "waiting", reason: "queries that began before still read the views" });
      await new Wake().wait(PAUSE_MS);
    }
  }
  throw new Error(
    `the views were in use at each of ${TRIES} tries; nothing was changed, try again`,
  );
}

/** @throws where somebody else has changed either generation's state */
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
