/** Which of several spellings of a value they probably all are. Pure. */

type Spelling = { value: string; rows: number };

/**
 * The most frequent one; of equally frequent ones that without odd spaces, then that which is not all
 * capitals or all small letters.
 *
 * ```ts
 * const cluster = ["ACME, Inc.", "Acme Inc"].map((value) => ({ value, rows: 2 }));
 * assert.equal(proposedOf(cluster), "Acme Inc");
 * ```
 */
export function proposedOf(cluster: readonly Spelling[]): string {
  const [best] = cluster.toSorted((a, b) => b.rows - a.rows || oddness(a) - oddness(b));
  return best?.value ?? "";
}

function oddness({ value }: Spelling): number {
  const isSpaced = value !== value.trim().replace(/\s+/g, " ");
  const words = value.split(/[^\p{L}]+/u).filter((word) => word.length > 1);
  const isLoud = words.some((word) => word === word.toUpperCase() && word !== word.toLowerCase());
  const isLow = words.every((word) => word === word.toLowerCase());
  return Number(isSpaced) * 2 + Number(isLoud || isLow);
}
