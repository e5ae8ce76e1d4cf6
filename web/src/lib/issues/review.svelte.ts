/**
 * The issues of a job as a person works through them. A decision takes effect on the page at once
 * and is taken back, with the server's sentence, if the server refuses it. Every read names the
 * newest version that was written or heard of, so that nobody sees an older state again.
 */
import type { BulkRule, Decision, Issue, IssueType, Problem } from "@rollcall/contracts/api";
import {
  type IssueFilter,
  previewRule,
  reopenIssue,
  resolveAll,
  resolveIssue,
  undoBatch,
} from "#lib/api/calls.ts";
import { IssueWindow } from "#lib/issues/issue-window.svelte.ts";
import { type Change, countsWith, unseen } from "#lib/issues/settling.ts";
import { areTold, settleable } from "#lib/issues/told.ts";
import type { JobFeed } from "#lib/jobs/job-feed.svelte.ts";
import type { Waits } from "#lib/waiting/hold.ts";

const SETTLE_MS = 150;
const AGAIN_MS = 1000;
/** How near to the end of what is read the person may come before more is read. */
const NEAR_END = 20;

export type Outcome = { ok: true } | { ok: false; problem: Problem };

export class Review {
  filter = $state.raw<IssueFilter>({ status: "OPEN", type: null });
  selectedId = $state<string | null>(null);
  /** Issues that were decided here, the newest last, for undoing. */
  decisions = $state.raw<Issue[]>([]);
  /** What a rule settled last, where nothing was decided since; to be undone as one. */
  batch = $state<string | null>(null);

  readonly window: IssueWindow;
  #feed: JobFeed;
  #changes = $state.raw<Change[]>([]);
  /** What is on its way about each issue: the last of it. */
  #writing = new Map<string, Promise<unknown>>();
  #written = 0;
  #read = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(feed: JobFeed) {
    this.#feed = feed;
    this.window = new IssueWindow(feed.job.id);
  }

  issues = $derived.by(() => this.window.issues);
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

  /** Whether issues of a type are told and not asked, so that none of them is ever open. */
  isToldType(type: IssueType): boolean {
    return areTold(type, this.#feed.job);
  }

  /** How many issues of a type a rule may settle. */
  settleable(type: IssueType): number {
    return settleable(type, this.counts, this.#feed.job);
  }

  show(filter: IssueFilter): void {
    this.filter = filter;
    this.selectedId = null;
    this.window.clear();
    this.reload();
  }

  /** Called with the version at which the issues changed; reads them anew where that is news. */
  heard(version: number): void {
    if (version > Math.max(this.#read, this.#written)) this.#reloadSoon();
    this.#written = Math.max(this.#written, version);
  }

  async reload(): Promise<void> {
    clearTimeout(this.#timer);
    const version = this.#written;
    const before = this.index;
    const read = await this.window.read(this.filter, version, () => this.#hidden(version));
    if (read) {
      this.#read = Math.max(this.#read, version);
      const last = this.issues.length - 1;
      if (!this.selected) this.select(this.issues[Math.max(0, Math.min(before, last))]);
    } else if ((this.window.problem?.status ?? 0) >= 500) {
      // A reader who is too fast for the read model is told so with 503.
      this.#reloadSoon(AGAIN_MS);
    }
  }

  select(issue: Issue | undefined): void {
    this.selectedId = issue?.id ?? null;
  }

  /** Moves the selection; at an end of what is loaded it stays. */
  step(by: number): void {
    const next = this.issues[Math.max(0, this.index + by)];
    if (next) this.select(next);
    if (this.index > this.issues.length - NEAR_END) this.window.more();
  }

  /** Takes the decision at once, and takes it back where the server refuses. */
  decide(issue: Issue, decision: Decision): Promise<Outcome> {
    return this.#change(issue, -1, () => resolveIssue(issue.id, decision));
  }

  /** Like `decide`, but the issue stays until the server agrees: its form may need correcting. */
  async decideAfterCheck(issue: Issue, decision: Decision): Promise<Outcome> {
    const answer = await this.#inOrder(issue.id, () => resolveIssue(issue.id, decision));
    if (!answer.ok) return { ok: false, problem: answer.problem };
    return this.#change(issue, -1, () => Promise.resolve(answer));
  }

  undo(issue: Issue): Promise<Outcome> {
    return this.#change(issue, 1, () => reopenIssue(issue.id));
  }

  async decideAll(type: IssueType, rule: BulkRule, waits: Waits) {
    await this.answered();
    const answer = await resolveAll(this.#feed.job.id, { type, rule }, waits);
    if (answer.ok) {
      this.decisions = [];
      this.batch = answer.value.batch_id;
      await this.#caughtUp(answer.value.version);
    }
    return answer;
  }

  /** What a rule would do; nothing is changed. */
  preview(
    type: IssueType,
    rule: BulkRule,
    signal: AbortSignal,
    onheld: NonNullable<Waits["onheld"]>,
  ) {
    return previewRule(this.#feed.job.id, { type, rule }, signal, onheld);
  }

  async undoBatch(batchId: string) {
    const answer = await undoBatch(this.#feed.job.id, batchId);
    if (answer.ok) {
      this.batch = null;
      await this.#caughtUp(answer.value.version);
    }
    return answer;
  }

  /** Resolves once the server has answered every decision that was taken so far. */
  async answered(): Promise<void> {
    await Promise.all(this.#writing.values());
  }

  /**
   * Sends what is done to an issue after what was done to it before is answered: of two requests at
   * once the second may arrive first, and an undo would be refused, as there is nothing to undo yet.
   */
  #inOrder<T>(issueId: string, write: () => Promise<T>): Promise<T> {
    const writing = (this.#writing.get(issueId) ?? Promise.resolve()).then(write, write);
    this.#writing.set(issueId, writing);
    writing.finally(() => {
      if (this.#writing.get(issueId) === writing) this.#writing.delete(issueId);
    });
    return writing;
  }

  /** The next rule is chosen by the counts, so they have to be right. */
  async #caughtUp(version: number): Promise<void> {
    this.#wrote(version);
    await this.#feed.catchUp(version);
  }

  async #change(
    issue: Issue,
    open: -1 | 1,
    write: () => ReturnType<typeof reopenIssue>,
  ): Promise<Outcome> {
    const change: Change = { issueId: issue.id, type: issue.type, open, version: null };
    const seen = unseen(this.#changes, this.#feed.job.version);
    this.#changes = [...seen.filter(({ issueId }) => issueId !== issue.id), change];
    // A read from before an undo lacks the issue: it would take it from under the person's hands.
    const calledOff = open === 1 && this.window.callOff();
    const at = this.#take(issue.id);
    this.decisions = this.decisions.filter(({ id }) => id !== issue.id);
    if (open === -1) {
      this.decisions = [...this.decisions, issue];
      this.batch = null;
    } else if (this.#shows(issue)) {
      this.#put({ ...issue, status: "OPEN", resolution: null }, this.index);
    }

    const answer = await this.#inOrder(issue.id, write);
    if (answer.ok) {
      const done = { ...change, version: answer.value.version };
      this.#changes = this.#changes.map((other) => other === change ? done : other);
      this.#wrote(answer.value.version);
      return { ok: true };
    }
    this.#changes = this.#changes.filter((other) => other !== change);
    this.decisions = this.decisions.filter(({ id }) => id !== issue.id);
    this.#take(issue.id);
    if (at >= 0) this.#put(issue, at);
    // Somebody else may have decided it meanwhile.
    if (calledOff || [404, 409].includes(answer.problem.status)) this.#reloadSoon();
    return { ok: false, problem: answer.problem };
  }

  /** Whether an issue that is open belongs to what is shown. */
  #shows({ type }: Issue): boolean {
    return !this.isToldType(type) && this.filter.status === "OPEN" &&
      [null, type].includes(this.filter.type);
  }

  #put(issue: Issue, at: number): void {
    const { issues } = this.window;
    this.window.issues = issues.toSpliced(Math.max(0, Math.min(at, issues.length)), 0, issue);
    this.select(issue);
  }

  /** Takes an issue out of the list and says where it was; the one that follows is selected. */
  #take(id: string): number {
    const at = this.issues.findIndex((issue) => issue.id === id);
    if (at < 0) return at;
    const rest = this.issues.toSpliced(at, 1);
    if (this.selectedId === id) this.select(rest[at] ?? rest[at - 1]);
    this.window.issues = rest;
    if (rest.length < NEAR_END) this.window.more();
    return at;
  }

  /** What a read as of `version` may still show, though a decision has moved it elsewhere. */
  #hidden(version: number): Set<string> {
    const away = this.filter.status === "OPEN" ? -1 : 1;
    const moved = unseen(this.#changes, version).filter(({ open }) => open === away);
    return new Set(moved.map(({ issueId }) => issueId));
  }

  #wrote(version: number): void {
    this.#written = Math.max(this.#written, version);
    this.#reloadSoon();
  }

  /** Waits for a pause, and until no decision is under way, so that quick hands are not slowed. */
  #reloadSoon(afterMs = SETTLE_MS): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#writing.size > 0) this.#reloadSoon();
      else this.reload();
    }, afterMs);
  }
}
