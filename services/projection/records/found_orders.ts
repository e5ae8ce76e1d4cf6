/**
 * Pages anywhere in what a search finds. Whoever scrolls asks for many pages of one search: its ids
 * are found once, in order, and kept until the job changes, so that page 400 costs what page 2 does.
 * Only numbers are kept, and the search as a hash.
 */
import { LRUCache } from "lru-cache";
import { createHash } from "node:crypto";
import type { Search } from "./search.ts";
import type { StoredRecords } from "./stored_records.ts";
import type { SearchedList } from "./search_sets.ts";
import { type Found, type SearchPage, searchRows } from "./stored_search.ts";

/** Ids that are kept in all: 4 bytes each. */
const KEPT_IDS = 4_000_000;

/** A page that may begin anywhere: `offset` in place of `after`. */
export interface PlacedPage extends SearchPage {
  offset?: number | undefined;
  limit: number;
}

export class FoundOrders {
  readonly #kept = new LRUCache<string, Int32Array>({
    maxSize: KEPT_IDS,
    sizeCalculation: (ids) => ids.length + 64,
  });
  /** searches under way, which others wait for */
  readonly #running = new Map<string, Promise<Int32Array>>();

  /** As `searchRows`, and by `offset`. */
  async find(
    records: StoredRecords,
    search: Search,
    { offset, ...page }: PlacedPage,
    list?: SearchedList,
  ): Promise<Found> {
    if (offset === undefined) return await searchRows(records, search, page, list);
    const key = keyOf(records, search, list);
    // The first page is shown before somebody scrolls, and mostly nobody does.
    if (offset === 0 && !this.#kept.has(key)) return await searchRows(records, search, page, list);
    const ids = await this.#all(key, records, search, list);
    return { ids: [...ids.subarray(offset, offset + page.limit)], total: ids.length };
  }

  /** All ids that a search finds, in its order. */
  async all(records: StoredRecords, search: Search): Promise<Int32Array> {
    return await this.#all(keyOf(records, search, undefined), records, search, undefined);
  }

  async #all(
    key: string,
    records: StoredRecords,
    search: Search,
    list: SearchedList | undefined,
  ): Promise<Int32Array> {
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const running = this.#running.get(key);
    if (running) return await running;
    const finding = searchRows(records, search, { after: undefined }, list)
      .then(({ ids }) => Int32Array.from(ids));
    this.#running.set(key, finding);
    try {
      const ids = await finding;
      this.#kept.set(key, ids);
      return ids;
    } finally {
      this.#running.delete(key);
    }
  }
}

/** A job's version is that of its newest event: what is found is the same until it changes. */
function keyOf({ job }: StoredRecords, search: Search, list: SearchedList | undefined): string {
  const asked = JSON.stringify([job.id, job.version, list?.version ?? null, search]);
  return createHash("sha256").update(asked).digest("base64url");
}
