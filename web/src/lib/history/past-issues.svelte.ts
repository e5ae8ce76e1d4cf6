/** A job's issues as they were at a version, read from the first on, as far as they come into view. */
import type { Issue, Problem } from "@rollcall/contracts/api";
import { getPage } from "#lib/api/calls.ts";
import type { GridRows } from "#lib/grid/grid-rows.ts";

const PAGE = 200;

export class PastIssues implements GridRows<Issue> {
  total = $state<number | null>(null);
  problem = $state.raw<Problem | null>(null);
  version = $state(0);
  scrollTop = 0;
  place = { row: 0, column: 0 };
  readonly #count: () => number;
  #issues: Issue[] = [];
  /** Path of the next page; null where all have come. */
  #next: string | null = null;
  #wanted = 0;
  #reading: AbortController | null = null;

  loaded = $derived(this.total !== null);

  /** @param count how many there were, which answers say of a search alone */
  constructor(count: () => number) {
    this.#count = count;
  }

  open(path: string): void {
    this.#reading?.abort();
    this.#reading = null;
    this.#issues = [];
    this.#next = `${path}&limit=${PAGE}`;
    this.#wanted = 0;
    this.total = null;
    this.problem = null;
    this.scrollTop = 0;
    this.place = { row: 0, column: 0 };
    this.version++;
    this.want(0, PAGE);
  }

  retry(): void {
    this.problem = null;
    void this.#read();
  }

  at(index: number): Issue | undefined {
    return this.#issues[index];
  }

  want(_start: number, end: number): void {
    this.#wanted = Math.max(this.#wanted, end);
    if (!this.#reading && !this.problem) void this.#read();
  }

  /** Those that have come. */
  rows(start: number, end: number): Promise<Issue[]> {
    return Promise.resolve(this.#issues.slice(start, end));
  }

  async #read(): Promise<void> {
    const reading = this.#reading = new AbortController();
    while (this.#next && this.#issues.length < this.#wanted) {
      const answer = await getPage<Issue>(this.#next, reading);
      if (reading.signal.aborted) return;
      if (!answer.ok) {
        this.problem = answer.problem;
        break;
      }
      this.#issues.push(...answer.value);
      this.#next = answer.next;
      const here = this.#issues.length;
      this.total = this.#next ? Math.max(this.#count(), here) : here;
      this.version++;
    }
    this.#reading = null;
  }
}
