/**
 * Keyset pagination: a cursor holds where the last page ended, its list, the search and order, and
 * the state that was read, so that the next page continues after it whatever was decided meanwhile.
 * It does not identify the list's owner, so it grants no access (promise 9).
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { Refused } from "../refusal.ts";

/** A requested page: the rows after `after`, at most `limit`, fewer if they are large. */
export interface PageQuery {
  after: number | undefined;
  /** what the page before was read of: a position of the log, or a version of the list */
  at?: number | undefined;
  /** how many items to skip, if the page does not continue another */
  offset?: number | undefined;
  limit: number;
}

/** A page; `next` is the cursor of the following one, if there is more. */
export interface Page<Item> {
  items: Item[];
  next: string | undefined;
}

/** A page of search results. */
export interface FoundPage<Item> extends Page<Item> {
  total: number;
}

/** One more than the page shows, to know whether there is another. */
export const searchPage = ({ after, at, offset, limit }: PageQuery) => ({
  after,
  at,
  offset,
  limit: limit + 1,
});

export type ListName =
  | "jobs"
  | "issues"
  | "rows"
  | "contacts"
  | "events"
  | "lists"
  | "changes"
  | "left-out";

/**
 * The query parameters that determine the order or content of a list; a cursor is only valid for
 * the same values.
 */
const WORDS = [
  ...["q", "sort", "filter", "status", "type", "list_version", "from", "to"],
  ...["order", "kind", "actor"],
];

/** A query's search and order; empty for the whole list in default order. */
export function askedBy(query: URLSearchParams): string {
  const asked = WORDS.flatMap((name) => query.getAll(name).sort().map((text) => [name, text]));
  return asked.length === 0 ? "" : JSON.stringify(asked);
}

/** The next page's cursor, bound to the query by `askedBy`. */
export function bindCursor(cursor: string, asked: string): string {
  return asked === "" ? cursor : encode(`${decode(cursor)}:${markOf(asked)}`);
}

/** The same page, whose next one goes on with what this one was read of. */
export function readAt<Some extends Page<unknown>>(page: Some, at: number): Some {
  const next = page.next === undefined ? undefined : encode(`${decode(page.next)}@${at}`);
  return { ...page, next };
}

/** What the page before a cursor was read of, where the cursor says so. */
export function momentOf(cursor: string | undefined): number | undefined {
  const at = cursor && /^[^:]+:\d+@([1-9]\d{0,14})(?::|$)/.exec(decode(cursor))?.[1];
  return at ? Number(at) : undefined;
}

/**
 * @param asked this page's query, from `askedBy`
 * @throws Refused "unknown cursor" if it is not one of this list, "cursor of another question"
 */
export function readCursor(
  list: ListName,
  cursor: string | undefined,
  asked = "",
): number | undefined {
  if (cursor === undefined) return undefined;
  const [name, key, mark = ""] = decode(cursor).split(":");
  const id = /^([1-9]\d{0,15})(?:@[1-9]\d{0,14})?$/.exec(key ?? "")?.[1];
  const isOne = name === list && id !== undefined;
  if (isOne && mark === markOf(asked)) return Number(id);
  throw new Refused({ outcome: isOne ? "cursor of another question" : "unknown cursor" });
}

/** Characters of the hash: enough to distinguish queries, not to keep secrets. */
const MARK_CHARS = 8;

function markOf(asked: string): string {
  if (asked === "") return "";
  return createHash("sha256").update(asked).digest("base64url").slice(0, MARK_CHARS);
}

/** Bytes per page, which may end before `limit`; a single entry may exceed it. */
const PAGE_BYTES = 4 << 20;
/** Rows in the first read, while their size is unknown. */
const FIRST_ROWS = 10;
/** The most by which the next read may grow. */
const GROWTH = 20;

/**
 * Makes a page from rows queried with one more than the limit.
 * @param keyOf the key that the list is ordered by
 */
export function toPage<Row, Item>(
  list: ListName,
  rows: Row[],
  limit: number,
  keyOf: (row: Row) => number,
  itemOf: (row: Row) => Item,
): Page<Item> {
  const filling = new Filling(list, limit, keyOf, itemOf);
  filling.add(rows);
  return filling.page;
}

/**
 * Reads a page whose rows may be of any size: a few first, then as many as are expected to fill it.
 * This avoids loading a thousand rows of a megabyte to return four.
 * @param read returns so many rows after a key, in order; fewer only at the end of the list
 */
export async function readPage<Row, Item>(
  list: ListName,
  { after = 0, limit }: PageQuery,
  read: (after: number, count: number) => Promise<Row[]>,
  keyOf: (row: Row) => number,
  itemOf: (row: Row) => Item,
): Promise<Page<Item>> {
  const filling = new Filling(list, limit, keyOf, itemOf);
  for (let at = after;;) {
    const count = filling.rowsToRead;
    const rows = await read(at, count);
    const isFull = !filling.add(rows);
    if (isFull || rows.length < count) return filling.page;
    at = keyOf(rows.at(-1)!);
  }
}

/** A page being filled. */
class Filling<Row, Item> {
  readonly #items: Item[] = [];
  #bytes = 0;
  #lastKey = 0;
  #isFull = false;

  constructor(
    readonly list: ListName,
    readonly limit: number,
    readonly keyOf: (row: Row) => number,
    readonly itemOf: (row: Row) => Item,
  ) {}

  /** False once the page is full. */
  add(rows: Row[]): boolean {
    for (const row of rows) {
      if (this.#items.length === this.limit) return !(this.#isFull = true);
      const item = this.itemOf(row);
      const bytes = Buffer.byteLength(JSON.stringify(item));
      if (this.#items.length > 0 && this.#bytes + bytes > PAGE_BYTES) {
        return !(this.#isFull = true);
      }
      this.#items.push(item);
      this.#bytes += bytes;
      this.#lastKey = this.keyOf(row);
    }
    return true;
  }

  /** One more than fits, to know whether there is more. */
  get rowsToRead(): number {
    const { length } = this.#items;
    const missing = this.limit + 1 - length;
    if (length === 0) return Math.min(FIRST_ROWS, missing);
    const fitting = Math.ceil((PAGE_BYTES - this.#bytes) / (this.#bytes / length)) + 1;
    return Math.min(missing, fitting, GROWTH * length);
  }

  get page(): Page<Item> {
    const next = this.#isFull ? encode(`${this.list}:${this.#lastKey}`) : undefined;
    return { items: this.#items, next };
  }
}

function encode(text: string): string {
  return new TextEncoder().encode(text).toBase64({ alphabet: "base64url", omitPadding: true });
}

function decode(cursor: string): string {
  try {
    const bytes = Uint8Array.fromBase64(cursor, { alphabet: "base64url" });
    return new TextDecoder().decode(bytes);
  } catch {
    return "";
  }
}
