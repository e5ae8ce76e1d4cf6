/**
 * The key under which values that differ only in their writing collide, as OpenRefine's fingerprint:
 * the words without case, accents and punctuation, each once and in alphabetical order.
 */
import { dropInvisible } from "./text.ts";

/**
 * ```ts
 * assert.equal(fingerprint("ACME, Inc."), fingerprint("Acme Inc"));
 * assert.equal(fingerprint("Lee, Ann"), fingerprint("ann lee"));
 * assert.notEqual(fingerprint("Acme"), fingerprint("Acme 2"));
 * ```
 *
 * @returns empty for a value that has no letter and no digit
 */
export function fingerprint(value: string): string {
  const plain = dropInvisible(value).normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();
  // What stands inside a word belongs to it: "o'neil", "a.c.m.e".
  const words = plain.replace(/[.'’`´]/g, "").split(/[^\p{L}\p{N}]+/u);
  return [...new Set(words)].filter((word) => word !== "").sort().join(" ");
}

export interface Spelling {
  value: string;
  /** how often it is there */
  rows: number;
}

/** Values that are probably one, the most frequent first. */
export type Cluster = Spelling[];

/**
 * The clusters of at least two values, those with the most rows first.
 *
 * ```ts
 * const spellings = [{ value: "Acme Inc", rows: 2 }, { value: "ACME, Inc.", rows: 1 }];
 * assert.equal(clustersOf([...spellings, { value: "Fabrikam", rows: 9 }]).length, 1);
 * ```
 */
export function clustersOf(spellings: readonly Spelling[]): Cluster[] {
  const groups = Map.groupBy(spellings, ({ value }) => fingerprint(value));
  groups.delete("");
  const sizeOf = (cluster: Cluster) => cluster.reduce((sum, { rows }) => sum + rows, 0);
  return [...groups.values()].filter(({ length }) => length > 1)
    .map((cluster) => cluster.toSorted((a, b) => b.rows - a.rows || compare(a.value, b.value)))
    .sort((a, b) => sizeOf(b) - sizeOf(a) || compare(a[0]!.value, b[0]!.value));
}

/** An order that depends on no locale. */
const compare = (a: string, b: string): number => a < b ? -1 : Number(a > b);
