/** The filters of a list, as the API takes them: `company:contains:acme`, `phone:empty`. */

export type TextComparison = "is" | "contains";
export type PresenceComparison = "empty" | "filled";
export type FilterComparison = TextComparison | PresenceComparison;

/** What a filter says: which field, and how its value is compared. */
export type Filter =
  | { key: string; comparison: TextComparison; text: string }
  | { key: string; comparison: PresenceComparison };

/**
 * Takes a filter apart; undefined where it is none.
 *
 * ```ts
 * assert.deepEqual(readFilter("a:contains:b:is:c"), {
 *   key: "a", comparison: "contains", text: "b:is:c",
 * });
 * assert.deepEqual(readFilter("phone:empty"), { key: "phone", comparison: "empty" });
 * assert.equal(readFilter("phone"), undefined);
 * ```
 */
export function readFilter(filter: string): Filter | undefined {
  const match = /^(.+?):(?:(is|contains):(.*)|(empty|filled))$/s.exec(filter);
  if (!match) return undefined;
  const [, key = "", comparison, text = "", presence] = match;
  return presence === undefined
    ? { key, comparison: comparison as TextComparison, text }
    : { key, comparison: presence as PresenceComparison };
}

/**
 * Puts a filter together; the opposite of `readFilter`.
 *
 * ```ts
 * assert.equal(writeFilter({ key: "phone", comparison: "empty" }), "phone:empty");
 * ```
 */
export function writeFilter(filter: Filter): string {
  const { key, comparison } = filter;
  return "text" in filter ? `${key}:${comparison}:${filter.text}` : `${key}:${comparison}`;
}
