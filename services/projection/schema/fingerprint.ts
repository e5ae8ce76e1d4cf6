/**
 * Identifies a fold: the SHA-256 of the tables' DDL and of the fold's output for a golden history,
 * as a whole, split in two and event by event.
 *
 * It detects any change to the outcome for a golden event, a table, a column or an index. It does
 * not detect a branch that no golden event takes, nor how changes are written (projector/): a
 * replay finds those, since it compares tables with in-memory folds.
 */
import { createHash } from "node:crypto";
import { fold } from "../fold/fold.ts";
import { needsOf } from "../fold/needs.ts";
import { MemoryTables } from "../fold/memory_tables.ts";
import { canonical } from "./canonical.ts";
import { GENERATION } from "./generation.ts";
import { golden } from "./golden.ts";
import { createTables } from "./tables.ts";

/** 64 hexadecimal digits; the first 12 are shown. */
export const fingerprint = fingerprintOf(fold, createTables("read_models"));

export function fingerprintOf(of: typeof fold, ddl: string): string {
  const hash = createHash("sha256").update(withoutComments(ddl));
  const cuts = [[golden], [golden.slice(0, 13), golden.slice(13)], golden.map((event) => [event])];
  for (const batches of cuts) {
    const tables = new MemoryTables(of);
    for (const batch of batches) {
      hash.update(canonical(needsOf(batch)));
      hash.update(canonical(tables.apply(batch)));
    }
  }
  return hash.digest("hex");
}

/** The identity of a fold. */
export interface Fold {
  number: number;
  fingerprint: string;
}

export const ownFold: Fold = { number: GENERATION, fingerprint };

/** A fingerprint for display. */
export const shown = (fingerprint: string | null) => fingerprint?.slice(0, 12) ?? "unknown";

function withoutComments(ddl: string): string {
  return ddl.replace(/--.*$/gm, "").replace(/\s+/g, " ");
}
