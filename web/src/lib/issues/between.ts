/** A range of a list. Pure. */

/** What lies from one to the other, both included, whichever comes first; only `to` if `from` is gone. */
export function between<Item>(list: readonly Item[], from: Item, to: Item): Item[] {
  const end = list.indexOf(to);
  const start = list.includes(from) ? list.indexOf(from) : end;
  return end < 0 ? [] : list.slice(Math.min(start, end), Math.max(start, end) + 1);
}
