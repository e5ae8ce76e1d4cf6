/**
 * Makes the previous generation live again. It was frozen meanwhile: it catches up from its own
 * checkpoint before and during the swap back.
 */
import type { EventStore, Sql } from "@rollcall/event-store";
import { Batches } from "../projector/batches.ts";
import { type Fold, ownFold } from "../schema/fingerprint.ts";
import { isOf } from "../schema/compatibility.ts";
import { shown } from "../schema/fingerprint.ts";
import { listGenerations } from "../schema/registry.ts";
import type { ReplayOutcome, Tell } from "./steps.ts";
import { swap } from "./swap.ts";

export interface RollbackOptions {
  store: EventStore;
  owner: Sql;
  tell?: Tell;
  check?: () => Promise<void>;
  /** for tests, instead of this code's fold */
  own?: Fold;
}

export async function rollback(
  { store, owner, tell = () => {}, check = async () => {}, own = ownFold }: RollbackOptions,
): Promise<ReplayOutcome> {
  const generations = await listGenerations(store.sql);
  const live = generations.find(({ state }) => state === "live");
  const [former] = generations.filter(({ state }) => state === "retired")
    .sort((a, b) => b.retired_at!.getTime() - a.retired_at!.getTime());
  if (!live || !former) {
    return { outcome: "refused", sentence: "there is no retired generation to go back to" };
  }
  if (!isOf(former, own)) {
    return {
      outcome: "refused",
      sentence: `generation ${former.number} was built by fold ${former.fold} ` +
        `(${shown(former.fingerprint)}), this code is fold ${own.number} ` +
        `(${
          shown(own.fingerprint)
        }): run \`deno task replay --rollback\` with the code that built it`,
    };
  }
  const batches = new Batches({ store, generation: former.number });
  await batches.find();
  tell({ step: "began", generation: former.number, resumedAt: batches.position });
  for (let target; batches.position < (target = await store.head());) {
    await batches.step(target);
    tell({ step: "folded", position: batches.position, target });
  }
  const position = await swap({ store, owner, from: live.number, to: batches, tell, check });
  return { outcome: "live", generation: former.number, position };
}
