/** A list read a page at a time, forwards and back; pages that were read are kept. */
import type { Problem } from "@rollcall/contracts/api";
import { getPage, type Listed } from "#lib/api/calls.ts";

export class PagedList<T extends Listed> {
  pages = $state.raw<T[][]>([]);
  at = $state(0);
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);
  items = $derived(this.pages[this.at] ?? []);
  /** Number of the first item shown, counted from 1. */
  first = $derived(this.pages.slice(0, this.at).reduce((sum, page) => sum + page.length, 1));
  loaded = $derived(this.pages.length > 0);
  #next = $state.raw<string | null>(null);
  hasNext = $derived(this.at < this.pages.length - 1 || this.#next !== null);
  #run = 0;

  /** Starts anew at the first page of `path`; what was shown stays until that is here. */
  async open(path: string): Promise<void> {
    const run = ++this.#run;
    this.busy = true;
    const answer = await getPage<T>(path);
    if (run !== this.#run) return;
    this.busy = false;
    this.problem = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    this.pages = [answer.value];
    this.#next = answer.next;
    this.at = 0;
  }

  async forward(): Promise<void> {
    if (this.busy) return;
    if (this.at < this.pages.length - 1) {
      this.at++;
      return;
    }
    if (!this.#next) return;
    const run = this.#run;
    this.busy = true;
    const answer = await getPage<T>(this.#next);
    if (run !== this.#run) return;
    this.busy = false;
    this.problem = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    this.pages = [...this.pages, answer.value];
    this.#next = answer.next;
    this.at = this.pages.length - 1;
  }

  back(): void {
    this.at = Math.max(0, this.at - 1);
  }
}
