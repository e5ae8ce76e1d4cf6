/** What a replay tells of itself as it goes, and how it ends. */
import type { TableFigures } from "./compare.ts";

export type Step =
  | { step: "began"; generation: number; resumedAt: number | null }
  | { step: "folded"; position: number; target: number }
  | { step: "frozen"; position: number; ms: number }
  | { step: "compared"; comparison: Comparison; ms: number }
  | { step: "ready"; generation: number; position: number }
  /** Inside the transaction that swaps, with everything done but the commit. */
  | { step: "swapping"; generation: number; position: number }
  | { step: "waiting"; reason: string }
  | { step: "swapped"; generation: number; position: number; ms: number };

/** A generation beside the live one, as of one position. */
export interface Comparison {
  position: number;
  tables: TableFigures[];
  /** False where the folds differ: then tables may differ, and sampled jobs decide alone. */
  sameFold: boolean;
  sampledJobs: number;
  /** What is wrong, a sentence each; empty where nothing is. */
  differences: string[];
}

export type Outcome =
  | { outcome: "live"; generation: number; position: number }
  | { outcome: "differs"; generation: number; comparison: Comparison }
  | { outcome: "refused"; sentence: string };

export type Tell = (step: Step) => void;
