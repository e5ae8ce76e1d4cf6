/** Removes the tables of a generation that is not served: a retired or partly built one. */
import { type Sql, transaction } from "@rollcall/event-store";
import { dropGeneration, listGenerations } from "../schema/registry.ts";

export type Discarded = { discarded: number } | { refused: string };

/** @param number the generation; by default the only one that can be removed */
export async function discard(owner: Sql, number: number | undefined): Promise<Discarded> {
  return await transaction(owner, async (tx): Promise<Discarded> => {
    await tx`set local lock_timeout = 5000`;
    // Blocks swaps, which change the same rows.
    await tx`lock table read_models.generation in share row exclusive mode`;
    const generations = await listGenerations(tx);
    const free = generations.filter(({ state }) => state !== "live" && state !== "discarded");
    const chosen = number === undefined && free.length === 1
      ? free[0]
      : free.find((generation) => generation.number === number);
    if (!chosen) {
      const names = free.map((generation) => `${generation.number} (${generation.state})`);
      return {
        refused: number === undefined
          ? `name one with --discard=N: ${names.join(", ") || "there is none that can go"}`
          : `generation ${number} cannot be discarded; these can: ${names.join(", ") || "none"}`,
      };
    }
    await dropGeneration(tx, chosen.number);
    return { discarded: chosen.number };
  });
}
