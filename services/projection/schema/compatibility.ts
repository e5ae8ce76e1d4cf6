/**
 * Whether this code may fold and serve a generation: only one of its own fold. A newer or older
 * fold stands by until its generation is live; a fold that was changed under an unchanged number is
 * a mistake that waiting does not fix. See docs/adr/0012.
 */
import { type Fold, ownFold, shown } from "./fingerprint.ts";
import type { Generation } from "./registry.ts";

export type Compatibility = { verdict: "own" } | { verdict: "waits" | "refused"; sentence: string };

/** How a process of the fold `own` treats the live generation. */
export function compatibilityOf(generation: Generation, own: Fold = ownFold): Compatibility {
  if (isOf(generation, own)) return { verdict: "own" };
  const differ = `generation ${generation.number} was built by fold ${generation.fold} ` +
    `(${shown(generation.fingerprint)}), this code is fold ${own.number} ` +
    `(${shown(own.fingerprint)})`;
  if (generation.fold === own.number) {
    return {
      verdict: "refused",
      sentence: `the fold or its tables have changed under an unchanged number: ${differ}; raise ` +
        "GENERATION in services/projection/schema/generation.ts and run `deno task replay`",
    };
  }
  const remedy = generation.fold < own.number
    ? "run `deno task replay` to build its read models"
    : "start the newer code, or run `deno task replay --rollback` with this one";
  return { verdict: "waits", sentence: `the live ${differ}: ${remedy}` };
}

/** Whether a generation is of this very fold. */
export function isOf(generation: Generation, own: Fold = ownFold): boolean {
  return generation.fold === own.number &&
    (generation.fingerprint === own.fingerprint || generation.fingerprint === null);
}
