/** Takes a snapshot at a position that both generations have reached, and compares them in it. */
import { type EventStore, type Sql, transaction } from "@rollcall/event-store";
import type { Batches } from "../projector/batches.ts";
import { listGenerations } from "../schema/registry.ts";
import { compare, type GenerationComparison } from "./compare.ts";
import { frozen } from "./freeze.ts";
import { findLanes } from "../projector/lane_table.ts";
import { schemaOf } from "../schema/generation.ts";
import type { Tell } from "./steps.ts";

export interface VerifyOptions {
  store: EventStore;
  owner: Sql;
  /** the built generation, at the live one's position or behind */
  batches: Batches;
  /** number of the live generation */
  live: number;
  /** Whether to compare all jobs that are not set aside, which requires waiting for lanes. */
  awaitLanes: boolean;
  tell: Tell;
}

/** The most events to fold while the live generation is frozen. */
export const TAIL_EVENTS = 2_000;
const DEADLINE_MS = 30 * 60_000;

/** @returns null if the live generation is too far ahead meanwhile: catch up and retry */
export async function verify(options: VerifyOptions): Promise<GenerationComparison | null> {
  const { owner, batches, live, awaitLanes, tell } = options;
  const { result, ms } = await frozen(owner, live, async (_, position) => {
    if (position - batches.position > TAIL_EVENTS || position < batches.position) return null;
    // Lanes of the live one must be complete too; jobs that are set aside are not compared.
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

/**
 * Resolves once the snapshot is taken; the comparison continues in it without blocking anything.
 */
async function snapshot(
  { owner, store, batches, live }: VerifyOptions,
  position: number,
): Promise<{ position: number; comparison: Promise<GenerationComparison> }> {
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
