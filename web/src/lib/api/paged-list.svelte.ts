/** A list read a page at a time, forwards and back; pages already read are kept. */
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
  /** The path of each page; one more than the pages if another follows. */
  #paths = $state.raw<string[]>([]);
  hasNext = $derived(this.at < this.#paths.length - 1);
  /** The path that is open or being opened; null if that failed. */
  #opened: string | null = null;
  /** The last size passed to `follow`. */
  #size: number | null = null;
  #state = "";
  /** Whether all pages are outdated. */
  #isOther = false;
  #staleBelow = 0;
  #run = 0;
  /** Whether something was added while a page was loading. */
  #news = false;

  /** Starts over at the first page of `path`; the old content stays until it has loaded. */
  async open(path: string): Promise<void> {
    this.#opened = path;
    this.#isOther = false;
    this.#staleBelow = 0;
    await this.#read([], path);
  }

  /** Opens the list unless it is open already, so that a returning user finds the same page. */
  async keep(path: string): Promise<void> {
    if (this.#opened !== path) await this.open(path);
  }

  /**
   * Opens a list that grows at its end. If it is open already, the last page is reloaded if it is
   * shown; the user stays there.
   * @param size a change means that something was added
   * @param state a change means that everything is outdated: the shown page is reloaded
   */
  async follow(path: string, size: number, state = ""): Promise<void> {
    if (size === this.#size && state === this.#state) return;
    this.#isOther ||= state !== this.#state;
    this.#size = size;
    this.#state = state;
    await this.#changed(path);
  }

  async #changed(path: string): Promise<void> {
    const shown = this.#paths[this.at] ?? path;
    if (this.busy) this.#news = true;
    else if (!this.loaded) await this.open(path);
    else if (this.#isOther) {
      this.#isOther = false;
      this.#staleBelow = this.at;
      await this.#read(this.#paths.slice(0, this.at), shown);
    } else if (!this.hasNext) await this.#read(this.#paths.slice(0, this.at), shown);
    else if (this.pages.length === this.#paths.length) {
      // The last page is not shown: it is reloaded when the user gets there.
      this.pages = this.pages.slice(0, -1);
    }
  }

  async forward(): Promise<void> {
    if (this.busy) return;
    const next = this.at + 1;
    if (next < this.pages.length) this.at = next;
    else if (this.#paths[next]) await this.#read(this.#paths.slice(0, next), this.#paths[next]);
  }

  back(): void {
    this.at = Math.max(0, this.at - 1);
    const { at } = this;
    if (at >= this.#staleBelow) return;
    this.#staleBelow = at;
    this.#read(this.#paths.slice(0, at), this.#paths[at]!);
  }

  /** Reads a page and shows it after the pages in `before`. */
  async #read(before: string[], path: string): Promise<void> {
    const run = ++this.#run;
    this.busy = true;
    const answer = await getPage<T>(path);
    if (run !== this.#run) return;
    this.busy = false;
    this.problem = answer.ok ? null : answer.problem;
    if (!answer.ok) {
      // Returning to it retries.
      this.#opened = this.#size = null;
      return;
    }
    const at = before.length;
    this.pages = [...this.pages.slice(0, at), answer.value];
    this.#paths = [...before, path, ...answer.next ? [answer.next] : []];
    this.at = at;
    if (!this.#news) return;
    this.#news = false;
    await this.#changed(path);
  }
}
