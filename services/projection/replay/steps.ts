/** The steps that a replay reports, and its outcomes. */
import type { GenerationComparison } from "./compare.ts";

export type ReplayStep =
  | { step: "began"; generation: number; resumedAt: number | null }
  | { step: "folded"; position: number; target: number }
  | { step: "frozen"; position: number; ms: number }
  | { step: "compared"; comparison: GenerationComparison; ms: number }
  | { step: "ready"; generation: number; position: number }
  /** Inside the swap's transaction, just before the commit. */
  | { step: "swapping"; generation: number; position: number }
  | { step: "waiting"; reason: string }
  | { step: "swapped"; generation: number; position: number; ms: number };

export type ReplayOutcome =
  | { outcome: "live"; generation: number; position: number }
  | { outcome: "differs"; generation: number; comparison: GenerationComparison }
  | { outcome: "refused"; sentence: string };

export type Tell = (step: ReplayStep) => void;
