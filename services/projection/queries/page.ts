/**
 * Paging by key: a cursor holds where the last page ended, and which list it belongs to. It says
 * nothing of whose list that is, so it opens nothing to anybody (promise 9).
 */
import { Buffer } from "node:buffer";
import { validationFailed } from "@rollcall/runtime/problem.ts";

/** A page that is asked for: the rows behind `after`, at most `limit`, fewer where they are large. */
export interface PageQuery {
  after: number | undefined;
  limit: number;
}

/** A page that was found; `next` is the cursor of the one behind it, if there is more. */
export interface Page<Item> {
  items: Item[];
  next: string | undefined;
}

/** A page of what a search has found. */
export interface FoundPage<Item> extends Page<Item> {
  total: number;
}

/** One more than the page shows: whether there is another. */
export const searchPage = ({ after, limit }: PageQuery) => ({ after, limit: limit + 1 });

export type ListName =
  | "jobs"
  | "issues"
  | "rows"
  | "contacts"
  | "events"
  | "lists"
  | "changes"
  | "left-out";

/** @throws HttpProblem 422 where the cursor is not one of this list's */
export function readCursor(list: ListName, cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const [name, key] = decode(cursor).split(":");
  if (name === list && /^[1-9]\d{0,15}$/.test(key ?? "")) return Number(key);
  throw validationFailed([{
    path: "query.cursor",
    message: "is no cursor of this list: take it from the Link header of the page before",
  }]);
}

/** Bytes of a page, but for a single entry's own: it ends before `limit` where these are full. */
const PAGE_BYTES = 4 << 20;
/** What is read first, before it is known how large these rows are. */
const FIRST_ROWS = 10;
/** How many times as many rows are read next, at the most. */
const GROWTH = 20;

/**
 * Makes a page of rows that were asked for with one more than the limit.
 * @param keyOf what the list is ordered by
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
 * Reads a page whose rows may be of any size: a few of them first, then as many as their size lets
 * expect to fill it. So nobody holds a thousand rows of a megabyte to answer with four of them.
 * @param read gives so many rows behind a key, in order; fewer only at the end of the list
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

/** A page that is being filled. */
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

  /** False once a row has no place any more. */
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

  /** One more than has a place, to know whether there is more. */
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
