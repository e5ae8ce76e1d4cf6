/** Removes the tables of a generation that nobody serves: a retired one, or one half built. */
import { type Sql, transaction } from "@rollcall/event-store";
import { dropGeneration, listGenerations } from "../schema/registry.ts";

export type Discarded = { discarded: number } | { refused: string };

/** @param number the generation; the only one that can go where left out */
export async function discard(owner: Sql, number: number | undefined): Promise<Discarded> {
  return await transaction(owner, async (tx): Promise<Discarded> => {
    await tx`set local lock_timeout = 5000`;
    // A swap would have to change the same lines.
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
