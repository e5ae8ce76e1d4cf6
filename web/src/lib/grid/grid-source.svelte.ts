/**
 * A list that is looked at through a window: its length is known, its pages are read when they come
 * into view. Whoever scrolls fast asks for many pages and wants the last ones: only what is in view
 * when a read ends is read next. Rows that are shown stay until their newer version has come.
 */
import type { Problem } from "@rollcall/contracts/api";
import { getPage, type Listed } from "#lib/api/calls.ts";
import type { GridRows } from "#lib/grid/grid-rows.ts";

const PAGE_ROWS = 100;
/** Rows of a call that copies: the most that the API gives. */
const COPIED_ROWS = 1000;
const READS_AT_ONCE = 2;
/** Pages kept; those that were read first are dropped first. */
const MAX_PAGES = 200;

type Page<Row> = { rows: Row[]; state: string };

export class GridSource<Row extends Listed> implements GridRows<Row> {
  /** How many rows there are; null until the first answer. */
  total = $state<number | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Rises whenever rows have come: reading it in an effect follows them. */
  version = $state(0);
  /** Where the list was scrolled to, for whoever comes back. */
  scrollTop = 0;
  /** Row and column of the focus, for the same. */
  place = { row: 0, column: 0 };
  #path: string | null = null;
  #state = "";
  #pages = new Map<number, Page<Row>>();
  #wanted: number[] = [];
  #reading = new Map<number, AbortController>();

  loaded = $derived(this.total !== null);

  /**
   * Shows a list. Another path is another list and begins at its top; another `state` is the same
   * list, whose rows may have changed.
   * @param path with its search and order, without a place
   * @param state the version of the job that the rows are to be of, at least; empty for any
   */
  open(path: string, state: string): void {
    if (path !== this.#path) {
      this.#stop();
      this.#pages.clear();
      this.#path = path;
      this.#state = state;
      this.total = null;
      this.problem = null;
      this.scrollTop = 0;
      this.place = { row: 0, column: 0 };
      this.version++;
      this.want(0, PAGE_ROWS);
    } else if (state !== this.#state || this.problem) {
      this.#state = state;
      this.problem = null;
      this.#stop();
      this.#next();
    }
  }

  /** Tries again after a refusal. */
  retry(): void {
    this.problem = null;
    this.#next();
  }

  /** The row at a place, if it has come. */
  at(index: number): Row | undefined {
    return this.#pages.get(Math.floor(index / PAGE_ROWS))?.rows[index % PAGE_ROWS];
  }

  /** Shows another row in a row's place until its newer version has come. */
  replace(row: Row, by: Row): void {
    for (const page of this.#pages.values()) {
      const at = page.rows.indexOf(row);
      if (at >= 0) page.rows[at] = by;
    }
    this.version++;
  }

  /** All rows that have come. */
  here(): Row[] {
    return [...this.#pages.values()].flatMap(({ rows }) => rows);
  }

  /** Reads the rows from `start` to before `end`, unless they are there. */
  want(start: number, end: number): void {
    const first = Math.floor(start / PAGE_ROWS);
    const last = Math.floor(Math.max(start, end - 1) / PAGE_ROWS);
    this.#wanted = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    this.#next();
  }

  /** Rows to copy, read in large pages where they are not there. @returns null if that failed */
  async rows(start: number, end: number): Promise<Row[] | null> {
    const rows: Row[] = [];
    while (start + rows.length < end) {
      const next = start + rows.length;
      const here = this.at(next);
      if (here) {
        rows.push(here);
        continue;
      }
      const limit = Math.min(COPIED_ROWS, end - next);
      const answer = await getPage<Row>(this.#pathAt(next, limit));
      if (!answer.ok) return null;
      if (answer.value.length === 0) break;
      rows.push(...answer.value);
    }
    return rows;
  }

  #next(): void {
    if (this.problem || this.#path === null) return;
    for (const page of this.#wanted) {
      if (this.#reading.size >= READS_AT_ONCE) return;
      if (this.#reading.has(page) || this.#pages.get(page)?.state === this.#state) continue;
      if (this.total !== null && page > 0 && page * PAGE_ROWS >= this.total) continue;
      this.#read(page);
    }
  }

  async #read(page: number): Promise<void> {
    const state = this.#state;
    const reading = new AbortController();
    this.#reading.set(page, reading);
    const rows: Row[] = [];
    let total = this.total;
    // A page of large rows comes in parts.
    do {
      const path = this.#pathAt(page * PAGE_ROWS + rows.length, PAGE_ROWS - rows.length);
      const answer = await getPage<Row>(path, reading);
      if (reading.signal.aborted) return;
      if (!answer.ok) {
        this.#reading.delete(page);
        if (answer.problem.status !== 401) this.problem = answer.problem;
        return;
      }
      total = answer.total ?? total ?? answer.value.length;
      if (answer.value.length === 0) break;
      rows.push(...answer.value);
    } while (rows.length < PAGE_ROWS && page * PAGE_ROWS + rows.length < (total ?? 0));
    this.#reading.delete(page);
    this.#pages.delete(page);
    this.#pages.set(page, { rows, state });
    if (this.#pages.size > MAX_PAGES) this.#pages.delete(this.#pages.keys().next().value!);
    this.total = total;
    this.version++;
    this.#next();
  }

  #pathAt(offset: number, limit: number): string {
    const path = this.#path!;
    const fresh = this.#state === "" ? "" : `&min_version=${this.#state}`;
    return `${path}${path.includes("?") ? "&" : "?"}offset=${offset}&limit=${limit}${fresh}`;
  }

  #stop(): void {
    for (const reading of this.#reading.values()) reading.abort();
    this.#reading.clear();
  }
}
