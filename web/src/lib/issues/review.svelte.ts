/**
 * The issues of a job as a person works through them. A decision takes effect on the page at once
 * and is taken back, with the server's sentence, if the server refuses it. Every read names the
 * newest version that was written or heard of, so that nobody sees an older state again.
 */
import type { BulkRule, Decision, Issue, IssueType, Problem } from "@rollcall/contracts/api";
import {
  getPage,
  type IssueFilter,
  issuesPath,
  reopenIssue,
  resolveAll,
  resolveIssue,
} from "#lib/api/calls.ts";
import type { Answer } from "#lib/api/http.ts";
import { type Change, countsWith, unseen } from "#lib/issues/settling.ts";
import type { JobFeed } from "#lib/jobs/job-feed.svelte.ts";

const PAGE = 200;
const MOST_A_CALL = 1000;
const SETTLE_MS = 150;

export type Outcome = { ok: true } | { ok: false; problem: Problem };

export class Review {
  filter = $state.raw<IssueFilter>({ status: "OPEN", type: null });
  issues = $state.raw<Issue[]>([]);
  selectedId = $state<string | null>(null);
  loaded = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** Issues that were decided here, the newest last, for undoing. */
  decisions = $state.raw<Issue[]>([]);
  hasMore = $derived.by(() => this.#next !== null);

  #feed: JobFeed;
  #next = $state.raw<string | null>(null);
  #changes = $state.raw<Change[]>([]);
  #writing = new Set<Promise<unknown>>();
  #written = 0;
  #read = 0;
  #loading: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(feed: JobFeed) {
    this.#feed = feed;
  }

  counts = $derived.by(() => countsWith(this.#feed.job, this.#changes));
  open = $derived(Object.values(this.counts).reduce((sum, { open }) => sum + open, 0));
  total = $derived(Object.values(this.counts).reduce((sum, { total }) => sum + total, 0));
  index = $derived(this.issues.findIndex(({ id }) => id === this.selectedId));
  selected = $derived(this.issues[this.index] ?? null);
  /** How many issues the filter finds, loaded or not. */
  found = $derived.by((): number => {
    const { type, status } = this.filter;
    const all = { open: this.open, total: this.total };
    const { open, total } = type ? this.counts[type] ?? { open: 0, total: 0 } : all;
    return status === "OPEN" ? open : total - open;
  });

  show(filter: IssueFilter): void {
    this.filter = filter;
    this.issues = [];
    this.#next = null;
    this.selectedId = null;
    this.loaded = false;
    this.reload();
  }

  /** Called with the version at which the issues changed; reads them anew where that is news. */
  heard(version: number): void {
    if (version > Math.max(this.#read, this.#written)) this.#reloadSoon();
    this.#written = Math.max(this.#written, version);
  }

  /** Reads as many issues again as are shown now. */
  async reload(): Promise<void> {
    clearTimeout(this.#timer);
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    const version = this.#written;
    const wanted = Math.max(PAGE, this.issues.length);
    const limit = Math.min(MOST_A_CALL, wanted);
    let path: string | null = issuesPath(this.#feed.job.id, this.filter, limit, version);
    const issues: Issue[] = [];
    while (path && issues.length < wanted) {
      const answer: Answer<Issue[]> = await getPage<Issue>(path, loading.signal);
      if (loading.signal.aborted) return;
      if (!answer.ok) {
        this.problem = answer.problem;
        this.#loading = null;
        // A reader who is too fast for the read model is told so with 503.
        if (answer.problem.status >= 500) this.#reloadSoon(1000);
        return;
      }
      issues.push(...answer.value);
      path = answer.next;
    }
    this.#loading = null;
    this.#read = Math.max(this.#read, version);
    this.problem = null;
    this.loaded = true;
    this.#next = path;
    this.#replace(issues, version);
  }

  async loadMore(): Promise<void> {
    if (!this.#next || this.#loading) return;
    const loading = new AbortController();
    this.#loading = loading;
    const answer = await getPage<Issue>(this.#next, loading.signal);
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

  select(id: string | null): void {
    this.selectedId = id;
  }

  /** Moves the selection; at an end of what is loaded it stays. */
  step(by: number): void {
    const next = this.issues[Math.max(0, this.index + by)];
    if (next) this.selectedId = next.id;
    if (this.index > this.issues.length - 20) this.loadMore();
  }

  /** Takes the decision at once, and takes it back where the server refuses. */
  decide(issue: Issue, decision: Decision): Promise<Outcome> {
    return this.#change(issue, -1, () => resolveIssue(issue.id, decision));
  }

  /** Like `decide`, but the issue stays until the server agrees: its form may need correcting. */
  async decideAfterCheck(issue: Issue, decision: Decision): Promise<Outcome> {
    const answer = await resolveIssue(issue.id, decision);
    if (!answer.ok) return { ok: false, problem: answer.problem };
    return this.#change(issue, -1, () => Promise.resolve(answer));
  }

  undo(issue: Issue): Promise<Outcome> {
    return this.#change(issue, 1, () => reopenIssue(issue.id));
  }

  /** Resolves once the server has answered every decision that was taken so far. */
  async answered(): Promise<void> {
    await Promise.all(this.#writing);
  }

  async decideAll(type: IssueType, rule: BulkRule) {
    const answer = await resolveAll(this.#feed.job.id, { type, rule });
    if (answer.ok) {
      this.decisions = [];
      this.#wrote(answer.value.version);
    }
    return answer;
  }

  async #change(
    issue: Issue,
    open: -1 | 1,
    write: () => ReturnType<typeof reopenIssue>,
  ): Promise<Outcome> {
    const change: Change = { issueId: issue.id, type: issue.type, open, version: null };
    const at = this.issues.findIndex(({ id }) => id === issue.id);
    const seen = unseen(this.#changes, this.#feed.job.version);
    this.#changes = [...seen.filter(({ issueId }) => issueId !== issue.id), change];
    this.#take(issue.id);
    this.decisions = this.decisions.filter(({ id }) => id !== issue.id);
    if (open === -1) this.decisions = [...this.decisions, issue];
    else this.#bring(issue);

    const writing = write();
    this.#writing.add(writing);
    const answer = await writing;
    this.#writing.delete(writing);
    if (answer.ok) {
      const done = { ...change, version: answer.value.version };
      this.#changes = this.#changes.map((other) => other === change ? done : other);
      this.#wrote(answer.value.version);
      return { ok: true };
    }
    this.#changes = this.#changes.filter((other) => other !== change);
    this.decisions = this.decisions.filter(({ id }) => id !== issue.id);
    if (at < 0) this.#take(issue.id);
    else {
      this.issues = this.issues.toSpliced(Math.min(at, this.issues.length), 0, issue);
      this.selectedId = issue.id;
    }
    // Somebody else may have decided it meanwhile.
    if ([404, 409].includes(answer.problem.status)) this.#reloadSoon();
    return { ok: false, problem: answer.problem };
  }

  /** Takes an issue out of the list; the selection goes to the one that follows. */
  #take(id: string): void {
    const at = this.issues.findIndex((issue) => issue.id === id);
    if (at < 0) return;
    const rest = this.issues.toSpliced(at, 1);
    if (this.selectedId === id) this.selectedId = (rest[at] ?? rest[at - 1])?.id ?? null;
    this.issues = rest;
    if (rest.length < 20) this.loadMore();
  }

  /** Shows an issue that is open again, where open ones of its type are shown. */
  #bring(issue: Issue): void {
    const { status, type } = this.filter;
    if (status !== "OPEN" || (type !== null && type !== issue.type)) return;
    const open: Issue = { ...issue, status: "OPEN", resolution: null };
    this.issues = this.issues.toSpliced(Math.max(0, this.index), 0, open);
    this.selectedId = issue.id;
  }

  #replace(issues: Issue[], version: number): void {
    const away = this.filter.status === "OPEN" ? -1 : 1;
    const hidden = new Set(
      unseen(this.#changes, version).filter(({ open }) => open === away).map((c) => c.issueId),
    );
    const before = this.index;
    this.issues = issues.filter(({ id }) => !hidden.has(id));
    if (this.selected) return;
    this.selectedId = this.issues[Math.max(0, Math.min(before, this.issues.length - 1))]?.id ??
      null;
  }

  #wrote(version: number): void {
    this.#written = Math.max(this.#written, version);
    this.#feed.catchUp(version);
    this.#reloadSoon();
  }

  /** Waits for a pause, and until no decision is under way, so that quick hands are not slowed. */
  #reloadSoon(afterMs = SETTLE_MS): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#changes.some(({ version }) => version === null)) this.#reloadSoon();
      else this.reload();
    }, afterMs);
  }
}
