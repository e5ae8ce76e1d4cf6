/**
 * What of a list is looked for, and in which order: as it is in the address of the page, and as the
 * API takes it. Pure.
 */
import { type FilterComparison, readFilter, writeFilter } from "@rollcall/contracts/filters";
import { m } from "../paraglide/messages.js";
import { fieldLabel } from "../text/words.ts";

export interface GridQuery {
  /** in any value; empty where nothing is looked for */
  q: string;
  /** a key, with a minus before it for descending order; null for the order of the file */
  sort: string | null;
  /** in the API's words, such as `company:contains:acme` */
  filters: readonly string[];
}

export const NO_QUERY: GridQuery = { q: "", sort: null, filters: [] };

export const isQuery = ({ q, sort, filters }: GridQuery): boolean =>
  q !== "" || sort !== null || filters.length > 0;

export function readQuery(address: Pick<URLSearchParams, "get" | "getAll">): GridQuery {
  return {
    q: address.get("q") ?? "",
    sort: address.get("sort") || null,
    filters: [...new Set(address.getAll("filter"))],
  };
}

/** The query's part of an address, without a leading "&". */
export function writeQuery({ q, sort, filters }: GridQuery): string {
  const address = new URLSearchParams();
  if (q) address.set("q", q);
  if (sort) address.set("sort", sort);
  for (const filter of filters) address.append("filter", filter);
  return String(address);
}

export type Direction = "ascending" | "descending";

/** How a query sorts by a key, if it does. */
export function directionOf({ sort }: GridQuery, key: string): Direction | null {
  if (sort === key) return "ascending";
  return sort === `-${key}` ? "descending" : null;
}

/** Up, then down, then as in the file. */
export function sortedNext(query: GridQuery, key: string): GridQuery {
  const sort = { none: key, ascending: `-${key}`, descending: null };
  return { ...query, sort: sort[directionOf(query, key) ?? "none"] };
}

/** A filter on a value, in the API's words. */
export function filterOn(key: string, comparison: FilterComparison, text: string): string {
  return comparison === "empty" || comparison === "filled"
    ? writeFilter({ key, comparison })
    : writeFilter({ key, comparison, text });
}

/** What the codes of a state, a warning and a type of issue are called. */
export interface CodeWords {
  state: (code: string) => string;
  warning: (code: string) => string;
  issue: (code: string) => string;
}

/** A filter in words: "Company contains “acme”", "Excluded". */
export function filterWords(filter: string, words: CodeWords): string {
  const read = readFilter(filter);
  if (!read) return filter;
  const { key, comparison } = read;
  const field = fieldLabel(key);
  if (!("text" in read)) {
    return comparison === "empty"
      ? m.grid_filter_empty({ field })
      : m.grid_filter_filled({ field });
  }
  const { text } = read;
  if (comparison === "is" && (key === "state" || key === "warning" || key === "issue")) {
    return words[key](text);
  }
  return comparison === "is"
    ? m.grid_filter_is({ field, text })
    : m.grid_filter_contains({ field, text });
}
