/** How sentences to people say numbers, counts, lists that are cut short, and delimiters. */

/** Made by the first number: to make one takes a slow browser a tenth of a second. */
let english: Intl.NumberFormat | undefined;

/**
 * A number as people read it.
 *
 * ```ts
 * assert.equal(formatNumber(1_234_567), "1,234,567");
 * ```
 */
export function formatNumber(value: number): string {
  english ??= new Intl.NumberFormat("en-US");
  return english.format(value);
}

/**
 * How many there are of something.
 *
 * ```ts
 * assert.equal(formatCount(1, "row"), "1 row");
 * assert.equal(formatCount(1_200, "row"), "1,200 rows");
 * ```
 */
export function formatCount(value: number, what: string): string {
  return `${formatNumber(value)} ${what}${value === 1 ? "" : "s"}`;
}

/**
 * The first of a list, and how many others there are.
 *
 * ```ts
 * assert.equal(formatFirst([4, 9], 2), "4 and 9");
 * assert.equal(formatFirst([4, 9], 1_200), "4, 9 and 1,198 more");
 * ```
 *
 * @param first at least one of them @param all how many there are
 */
export function formatFirst(first: readonly number[], all: number): string {
  const named = first.map(String);
  const others = all - named.length;
  const last = others > 0 ? `${formatNumber(others)} more` : named.pop()!;
  return named.length ? `${named.join(", ")} and ${last}` : last;
}

/** What separates the columns of a text file, by its delimiter. */
export const delimiterNames: ReadonlyMap<string, string> = new Map([
  [",", "commas"],
  [";", "semicolons"],
  ["\t", "tabs"],
  ["|", "pipes"],
]);
