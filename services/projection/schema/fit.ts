/**
 * Whether this code may fold and serve a generation: only one of its own fold. A newer or an older
 * fold waits beside the processes that serve until its generation is live; a fold that was changed
 * under an unchanged number is a mistake that waiting does not cure. See docs/adr/0012.
 */
import { fingerprint, shown } from "./fingerprint.ts";
import { GENERATION } from "./generation.ts";
import type { Generation } from "./registry.ts";

/** What a fold is known by. */
export interface Fold {
  number: number;
  fingerprint: string;
}

export const ownFold: Fold = { number: GENERATION, fingerprint };

export type Fit = { fit: "own" } | { fit: "waits" | "refused"; sentence: string };

/** What a process of the fold `own` does about a generation that is live. */
export function fitOf(generation: Generation, own: Fold = ownFold): Fit {
  if (isOf(generation, own)) return { fit: "own" };
  const differ = `generation ${generation.number} was built by fold ${generation.fold} ` +
    `(${shown(generation.fingerprint)}), this code is fold ${own.number} ` +
    `(${shown(own.fingerprint)})`;
  if (generation.fold === own.number) {
    return {
      fit: "refused",
      sentence: `the fold or its tables have changed under an unchanged number: ${differ}; raise ` +
        "GENERATION in services/projection/schema/generation.ts and run `deno task replay`",
    };
  }
  const remedy = generation.fold < own.number
    ? "run `deno task replay` to build its read models"
    : "start the newer code, or run `deno task replay --rollback` with this one";
  return { fit: "waits", sentence: `the live ${differ}: ${remedy}` };
}

/** Whether a generation is filled by this very fold. */
export function isOf(generation: Generation, own: Fold = ownFold): boolean {
  return generation.fold === own.number &&
    (generation.fingerprint === own.fingerprint || generation.fingerprint === null);
}
