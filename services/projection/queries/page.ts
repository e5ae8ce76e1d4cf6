/**
 * Paging by key: a cursor holds where the last page ended, and which list it belongs to. It says
 * nothing of whose list that is, so it opens nothing to anybody (promise 9).
 */
import { validationFailed } from "@rollcall/runtime/problem.ts";

/** A page that is asked for: the rows behind `after`, at most `limit`. */
export interface PageQuery {
  after: number | undefined;
  limit: number;
}

/** A page that was found; `next` is the cursor of the one behind it, if there is more. */
export interface Page<Item> {
  items: Item[];
  next: string | undefined;
}

export type ListName =
  | "jobs"
  | "issues"
  | "rows"
  | "contacts"
  | "events"
  | "lists"
  | "changes";

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
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map(itemOf),
    next: last && encode(`${list}:${keyOf(last)}`),
  };
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
