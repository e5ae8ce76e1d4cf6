/** Takes the snapshot of a position that both generations have reached, and compares them in it. */
import { type EventStore, type Sql, transaction } from "@rollcall/event-store";
import type { Batches } from "../projector/batches.ts";
import { listGenerations } from "../schema/registry.ts";
import { compare } from "./compare.ts";
import { frozen } from "./freeze.ts";
import { findLanes } from "../projector/lane_table.ts";
import { schemaOf } from "../schema/generation.ts";
import type { Comparison, Tell } from "./steps.ts";

export interface VerifyOptions {
  store: EventStore;
  owner: Sql;
  /** the generation that was built, at the live one's position or behind it */
  batches: Batches;
  /** number of the live generation */
  live: number;
  /** Whether all jobs are to be compared but those that are set aside: lanes are waited for. */
  awaitLanes: boolean;
  tell: Tell;
}

/** More events than this are not folded while others wait. */
const TAIL_EVENTS = 2_000;
const DEADLINE_MS = 30 * 60_000;

/** @returns null where the live generation has run away meanwhile: catch up and try again */
export async function verify(options: VerifyOptions): Promise<Comparison | null> {
  const { owner, batches, live, awaitLanes, tell } = options;
  const { result, ms } = await frozen(owner, live, async (_, position) => {
    if (position - batches.position > TAIL_EVENTS || position < batches.position) return null;
    // What the live one has passed over is to be there too; a job that is set aside is not compared.
    const lanes = awaitLanes ? await findLanes(owner, schemaOf(live)) : [];
    if (lanes.some((lane) => lane.sentence === null && lane.position < position)) return null;
    await batches.reach(position);
    return await snapshot(options, position);
  });
  if (!result) return null;
  tell({ step: "frozen", position: result.position, ms });
  const since = performance.now();
  const comparison = await result.comparison;
  tell({ step: "compared", comparison, ms: Math.round(performance.now() - since) });
  return comparison;
}

/** Resolves once the snapshot is taken; the comparison goes on in it, and nobody waits for that. */
async function snapshot(
  { owner, store, batches, live }: VerifyOptions,
  position: number,
): Promise<{ position: number; comparison: Promise<Comparison> }> {
  const taken = Promise.withResolvers<void>();
  const comparison = transaction(owner, async (tx) => {
    await tx`set transaction isolation level repeatable read, read only`;
    await tx`set local statement_timeout = 0`;
    await tx`set local idle_in_transaction_session_timeout = 0`;
    const generations = await listGenerations(tx);
    taken.resolve();
    const byNumber = (n: number) => generations.find((generation) => generation.number === n)!;
    return await compare(tx, store, {
      built: byNumber(batches.generation),
      live: byNumber(live),
      position,
    });
  }, { deadlineMs: DEADLINE_MS });
  comparison.catch(taken.reject);
  await taken.promise;
  return { position, comparison };
}
