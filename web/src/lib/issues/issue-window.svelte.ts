/**
 * The loaded part of a job's issues: from the first to as far as the user scrolled. Only the newest
 * read counts; an older one still in progress is cancelled.
 */
import type { Issue, Problem } from "@rollcall/contracts/api";
import { getPage, type IssueFilter, issuesPath } from "#lib/api/calls.ts";
import type { Answer } from "#lib/api/http.ts";
import { FIRST_FILTER, type FirstIssues, PAGE } from "#lib/issues/first-issues.ts";

const MOST_A_CALL = 1000;

export class IssueWindow {
  issues = $state.raw<Issue[]>([]);
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);
  #next = $state.raw<string | null>(null);
  hasMore = $derived(this.#next !== null);
  /** How many a search found; null where nothing was searched for. */
  total = $state<number | null>(null);
  #jobId: string;
  #loading: AbortController | null = null;
  /** Asked for already; for the first read. */
  #first: FirstIssues | null;

  constructor(jobId: string, first: FirstIssues | null) {
    this.#jobId = jobId;
    this.#first = first;
  }

  /**
   * Reloads as many as are shown now, as of `version`, without `hidden`. Returns false if a newer
   * read replaced it or the server refused.
   *
   * @param open how many the job has open: what was asked for beside it may be older
   */
  async read(
    filter: IssueFilter,
    version: number,
    hidden: () => ReadonlySet<string>,
    open: number,
  ): Promise<boolean> {
    this.#loading?.abort();
    const loading = this.#loading = new AbortController();
    const wanted = Math.max(PAGE, this.issues.length);
    const limit = Math.min(MOST_A_CALL, wanted);
    let path: string | null = issuesPath(this.#jobId, filter, limit, version);
    const issues: Issue[] = [];
    let total: number | null = null;
    const first = await this.#takeFirst(filter, version, open);
    if (loading.signal.aborted) return false;
    if (first) {
      issues.push(...first.issues);
      path = first.next;
    }
    while (path && issues.length < wanted) {
      const answer: Answer<Issue[]> = await getPage<Issue>(path, loading);
      if (loading.signal.aborted) return false;
      if (!answer.ok) {
        this.problem = answer.problem;
        this.#loading = null;
        return false;
      }
      issues.push(...answer.value);
      total = answer.total;
      path = answer.next;
    }
    this.#loading = null;
    this.problem = null;
    this.loaded = true;
    this.#next = path;
    const leave = hidden();
    this.issues = issues.filter(({ id }) => !leave.has(id));
    this.total = total === null ? null : total - (issues.length - this.issues.length);
    return true;
  }

  async #takeFirst(filter: IssueFilter, version: number, open: number) {
    const first = this.#first;
    this.#first = null;
    const { status, type, q } = filter;
    const isFirst = status === FIRST_FILTER.status && type === FIRST_FILTER.type && !q;
    if (!first || version > 0 || !isFirst) return null;
    const answer = await first;
    if (!answer.ok || answer.next === null && answer.value.length !== open) return null;
    return { issues: answer.value, next: answer.next };
  }

  /**
   * Cancels a read in progress that is older than the page's state. Returns whether there was one.
   */
  callOff(): boolean {
    const wasLoading = this.#loading !== null;
    this.#loading?.abort();
    this.#loading = null;
    return wasLoading;
  }

  /** Shows other issues of those that were read: one was decided, or is asked again. */
  put(issues: Issue[]): void {
    if (this.total !== null) this.total += issues.length - this.issues.length;
    this.issues = issues;
  }

  async more(): Promise<void> {
    if (!this.#next || this.#loading) return;
    const loading = this.#loading = new AbortController();
    const answer = await getPage<Issue>(this.#next, loading);
    if (loading.signal.aborted) return;
    this.#loading = null;
    if (!answer.ok) {
      this.problem = answer.problem;
      return;
    }
    const known = new Set(this.issues.map(({ id }) => id));
    this.#next = answer.next;
    this.issues = [...this.issues, ...answer.value.filter(({ id }) => !known.has(id))];
  }
}
