/**
 * What tells one fold from another: the SHA-256 of the tables' DDL and of all that the fold makes of
 * a golden history, whole, cut in two and one by one.
 *
 * It catches whatever changes the outcome for one of the golden events, a table, a column or an
 * index. It does not catch a branch that no golden event takes, nor the way in which changes are
 * written (projector/): that one a replay finds, which compares tables with folds in memory.
 */
import { createHash } from "node:crypto";
import { fold } from "../fold/fold.ts";
import { needsOf } from "../fold/needs.ts";
import { MemoryTables } from "../fold/memory_tables.ts";
import { canonical } from "./canonical.ts";
import { golden } from "./golden.ts";
import { createTables } from "./tables.ts";

/** 64 hexadecimal digits; the first 12 are enough to show. */
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

/** As people see a fingerprint. */
export const shown = (fingerprint: string | null) => fingerprint?.slice(0, 12) ?? "unknown";

function withoutComments(ddl: string): string {
  return ddl.replace(/--.*$/gm, "").replace(/\s+/g, " ");
}
