/**
 * The state of a review. Decisions take effect on the page optimistically and are reverted, with
 * the server's message, if the server refuses. Every read requires the newest version written or
 * received, so that the page never shows an older state.
 */
import type {
  BulkDecision,
  BulkPreview,
  Decision,
  Issue,
  IssueType,
  Problem,
} from "@rollcall/contracts/api";
import {
  type IssueFilter,
  previewRule,
  reopenIssue,
  resolveAll,
  resolveIssue,
  undoBatch,
} from "#lib/api/calls.ts";
import type { Answer } from "#lib/api/http.ts";
import type { PlainAction } from "#lib/history/entry-words.ts";
import { answered, doubted, type OwnStep, stepOf } from "#lib/history/own-steps.ts";
import { FIRST_FILTER, type FirstIssues } from "#lib/issues/first-issues.ts";
import { IssueWindow } from "#lib/issues/issue-window.svelte.ts";
import { type Counts, sameCounts } from "#lib/issues/issue-counts.ts";
import { type Change, countsWith, unseen, without } from "#lib/issues/pending-changes.ts";
import { areDefaulted, resolvable } from "#lib/issues/defaulted.ts";
import type { JobFeed } from "#lib/jobs/job-feed.svelte.ts";
import { PickedIssues } from "#lib/issues/picked-issues.svelte.ts";
import { type RuleScope, within } from "#lib/issues/rule-scope.ts";
import { notices } from "#lib/ui/notices.svelte.ts";
import type { Waits } from "#lib/waiting/waits.ts";

/** Where somebody was in a job's issues, in this tab, for after a reload. */
const PLACE = "rollcall.issue-of.";

function placeIn(jobId: string): string | null {
  try {
    return sessionStorage.getItem(PLACE + jobId);
  } catch {
    return null;
  }
}

function keepPlace(jobId: string, issueId: string | null): void {
  try {
    if (issueId) sessionStorage.setItem(PLACE + jobId, issueId);
  } catch {
    // It is only not remembered.
  }
}

const SETTLE_MS = 150;
const AGAIN_MS = 1000;
/** Distance to the end of the loaded issues at which more are loaded. */
const NEAR_END = 20;

/** A rule whose effects somebody has seen. */
export interface SeenRule {
  decision: BulkDecision;
  does: BulkPreview;
}

/** What an edit changes may be shown with other issues, too. */
function plainOf(decision: Decision): PlainAction | null {
  if (!("action" in decision) || !decision.action) return "choose";
  const { action } = decision;
  return action === "choose" || action === "keep" || action === "skip" ? action : null;
}

export type Outcome = { ok: true } | { ok: false; problem: Problem };

export class Review {
  filter = $state.raw<IssueFilter>(FIRST_FILTER);
  selectedId = $state<string | null>(null);
  /** Whether other issues are being read than are shown. */
  looking = $state(false);
  /** What the issues that are shown were read by. */
  #shown: IssueFilter | null = null;
  /** Issues decided on this page, the newest last, for undoing. */
  decisions = $state.raw<Issue[]>([]);
  /** The last rule's batch, if nothing was decided since; for undoing as a whole. */
  batch = $state<string | null>(null);

  /** What brought the job back or forward last, in a sentence, and how often anything did. */
  jumped = $state.raw({ text: "", times: 0 });
  /** How many of these have been shown. */
  jumpsTold = 0;

  /** What was decided on this page since it was asked what can be undone next. */
  steps = $state.raw<readonly OwnStep[]>([]);
  /** How often a decision may have done more than it is named by there. */
  doubts = $state(0);
  readonly window: IssueWindow;
  /** Those that are selected together, for a rule. */
  readonly picked = new PickedIssues({
    listed: () => this.issues,
    found: () => this.found,
  });
  #feed: JobFeed;
  #changes = $state.raw<Change[]>([]);
  /** The last write in progress for each issue. */
  #writing = new Map<string, Promise<unknown>>();
  #written = 0;
  #read = 0;
  /** Versions that this page wrote, and those that were told of since the issues were read last. */
  #own = new Set<number>();
  #heard = new Set<number>();
  /** Whether something was written that may have changed more than the page shows. */
  #mustRead = false;
  /** What the counts have to be if decisions did no more than the page shows. */
  #expected: Counts | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param first the issues, where they were asked for beside the job */
  constructor(feed: JobFeed, first: FirstIssues | null) {
    this.#feed = feed;
    this.window = new IssueWindow(feed.job.id, first);
    this.selectedId = placeIn(feed.job.id);
  }

  issues = $derived.by(() => this.window.issues);
  counts = $derived.by(() => countsWith(this.#feed.job, this.#changes));
  open = $derived(Object.values(this.counts).reduce((sum, { open }) => sum + open, 0));
  total = $derived(Object.values(this.counts).reduce((sum, { total }) => sum + total, 0));
  index = $derived(this.issues.findIndex(({ id }) => id === this.selectedId));
  selected = $derived(this.issues[this.index] ?? null);
  /** How many issues match the filter, loaded or not. */
  found = $derived.by((): number => {
    const { type, status, q } = this.filter;
    if (q && this.window.total !== null) return this.window.total;
    const all = { open: this.open, total: this.total };
    const { open, total } = type ? this.counts[type] ?? { open: 0, total: 0 } : all;
    return status === "OPEN" ? open : total - open;
  });

  /** Whether issues of a type are resolved by default, so that none is ever open. */
  isDefaultedType(type: IssueType): boolean {
    return areDefaulted(type, this.#feed.job);
  }

  /** How many issues of a type a rule may resolve. */
  resolvable(type: IssueType): number {
    return resolvable(type, this.counts, this.#feed.job);
  }

  /**
   * Shows other issues. Those of before stay until the others have come; if they do not, for want of
   * a connection, they stay for good, and it is said why.
   */
  async show(filter: IssueFilter): Promise<void> {
    this.picked.clear();
    const before = this.filter;
    this.filter = filter;
    this.looking = true;
    const read = await this.reload();
    if (this.filter !== filter) return;
    this.looking = false;
    if (read !== "refused" || this.window.issues.length === 0) return;
    this.filter = before;
    const { problem } = this.window;
    this.window.problem = null;
    if (problem && problem.status !== 401) notices.fail(problem.detail);
  }

  /** Keeps the place whenever the page may be left: to keep each is a write that blocks. */
  start(): () => void {
    const keep = () => keepPlace(this.#feed.job.id, this.selectedId);
    document.addEventListener("visibilitychange", keep);
    return () => {
      document.removeEventListener("visibilitychange", keep);
      keep();
    };
  }

  /** Called with the version at which the issues changed; reloads them if it is newer. */
  heard(version: number): void {
    if (version > this.#read) {
      this.#heard.add(version);
      this.#reloadSoon();
    }
    this.#written = Math.max(this.#written, version);
  }

  async reload(): Promise<"read" | "replaced" | "refused"> {
    clearTimeout(this.#timer);
    const version = this.#written;
    this.#mustRead = false;
    this.#expected = null;
    const before = this.index;
    const asked = this.filter;
    const hidden = () => this.#hidden(version);
    const read = await this.window.read(this.filter, version, hidden, this.open);
    if (read) {
      this.#read = Math.max(this.#read, version);
      this.#forget();
      const last = this.issues.length - 1;
      const first = this.#shown === asked ? Math.max(0, Math.min(before, last)) : 0;
      this.#shown = asked;
      if (!this.selected) this.select(this.issues[first]);
      return "read";
    } else if ((this.window.problem?.status ?? 0) >= 500) {
      // The server answers 503 if the read model is behind.
      this.#reloadSoon(AGAIN_MS);
    }
    return this.window.problem ? "refused" : "replaced";
  }

  select(issue: Issue | undefined): void {
    this.selectedId = issue?.id ?? null;
  }

  /** Moves the selection, up to the ends of the loaded issues. */
  step(by: number): void {
    const next = this.issues[Math.max(0, this.index + by)];
    if (next) this.select(next);
    if (this.index > this.issues.length - NEAR_END) this.window.more();
  }

  /** Applies the decision at once, and reverts it if the server refuses. */
  decide(issue: Issue, decision: Decision): Promise<Outcome> {
    const action = plainOf(decision);
    const step = action && stepOf(issue, action);
    if (step) this.steps = [...this.steps, step];
    return this.#change(issue, -1, () => resolveIssue(issue.id, decision), step);
  }

  /**
   * Like `decide`, but the issue stays until the server accepts, as its form may need correcting.
   */
  async decideAfterCheck(issue: Issue, decision: Decision): Promise<Outcome> {
    const answer = await this.#inOrder(issue.id, () => resolveIssue(issue.id, decision));
    if (!answer.ok) return { ok: false, problem: answer.problem };
    return this.#change(issue, -1, () => Promise.resolve(answer));
  }

  undo(issue: Issue): Promise<Outcome> {
    return this.#change(issue, 1, () => reopenIssue(issue.id, this.seen()));
  }

  /** Takes back the newest edit of an issue that it left open: the issue stays, and is read anew. */
  async undoEdit(issueId: string): Promise<Outcome> {
    const answer = await this.#inOrder(issueId, () => reopenIssue(issueId, this.seen()));
    if (!answer.ok) {
      // Somebody else may have decided it meanwhile.
      if ([404, 409].includes(answer.problem.status)) this.#reloadSoon();
      return { ok: false, problem: answer.problem };
    }
    this.decisions = this.decisions.filter(({ id }) => id !== issueId);
    await this.#caughtUp(answer.value.version);
    return { ok: true };
  }

  /** Resolves many by a rule. @param scope which of the type */
  /** @param decision as it was looked at by `preview` */
  async decideAll(decision: BulkDecision, waits: Waits) {
    await this.answered();
    const answer = await resolveAll(this.#feed.job.id, decision, waits);
    if (answer.ok) {
      this.picked.clear();
      this.decisions = [];
      this.batch = answer.value.batch_id;
      await this.#caughtUp(answer.value.version);
      // What is resolved is not offered again for a moment.
      await this.reload();
    }
    return answer;
  }

  /** What a rule would do, and the decision that does just that; nothing is changed. */
  async preview(
    decision: BulkDecision,
    scope: RuleScope,
    signal: AbortSignal,
    onheld: NonNullable<Waits["onheld"]>,
  ): Promise<Answer<SeenRule>> {
    const asked = await within(this.#feed.job.id, decision, scope, signal);
    if (!asked.ok) return asked;
    const answer = await previewRule(this.#feed.job.id, asked.value, signal, onheld);
    return answer.ok ? { ...answer, value: { decision: asked.value, does: answer.value } } : answer;
  }

  async undoBatch(batchId: string) {
    const answer = await undoBatch(this.#feed.job.id, batchId);
    if (answer.ok) {
      this.batch = null;
      await this.#caughtUp(answer.value.version);
    }
    return answer;
  }

  /** The job was brought back or forward: what was decided here last is not undone next. */
  async changed(version: number, text: string): Promise<void> {
    this.decisions = [];
    this.batch = null;
    this.jumped = { text, times: this.jumped.times + 1 };
    await this.#caughtUp(version);
  }

  /** Resolves once the server has responded to every decision so far. */
  async answered(): Promise<void> {
    await Promise.all(this.#writing.values());
  }

  /**
   * Serialises the writes to an issue: of two concurrent requests the second may arrive first, and
   * an undo would be refused since there is nothing to undo yet.
   */
  #inOrder<T>(issueId: string, write: () => Promise<T>): Promise<T> {
    const writing = (this.#writing.get(issueId) ?? Promise.resolve()).then(write, write);
    this.#writing.set(issueId, writing);
    writing.finally(() => {
      if (this.#writing.get(issueId) === writing) this.#writing.delete(issueId);
    });
    return writing;
  }

  /** The next rule is chosen by the counts, so they must be current. */
  async #caughtUp(version: number): Promise<void> {
    this.#wrote(version);
    await this.#feed.catchUp(version);
  }

  async #change(
    issue: Issue,
    open: -1 | 1,
    write: () => ReturnType<typeof reopenIssue>,
    step: OwnStep | null = null,
  ): Promise<Outcome> {
    const { type } = issue;
    const expects = (this.counts[type]?.open ?? 0) + open;
    const change: Change = { issueId: issue.id, type, open, expects, version: null };
    const seen = unseen(this.#changes, this.#feed.job.version);
    this.#changes = [...seen.filter(({ issueId }) => issueId !== issue.id), change];
    this.#expected = this.counts;
    // A read from before an undo lacks the issue and would remove it from the page.
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
      this.#own.add(answer.value.version);
      this.#mustRead ||= step === null;
      if (step) this.steps = answered(this.steps, step, answer.value.version);
      this.#written = Math.max(this.#written, answer.value.version);
      this.#reloadSoon();
      return { ok: true };
    }
    this.steps = this.steps.filter((other) => other !== step);
    this.#changes = without(this.#changes, change);
    this.#expected = null;
    this.decisions = this.decisions.filter(({ id }) => id !== issue.id);
    this.#take(issue.id);
    if (at >= 0) this.#put(issue, at);
    // It may have been decided elsewhere meanwhile.
    if (calledOff || [404, 409].includes(answer.problem.status)) this.#reloadSoon();
    return { ok: false, problem: answer.problem };
  }

  /** Whether an open issue matches the filter. */
  #shows({ type }: Issue): boolean {
    return !this.isDefaultedType(type) && this.filter.status === "OPEN" &&
      [null, type].includes(this.filter.type);
  }

  #put(issue: Issue, at: number): void {
    const { issues } = this.window;
    this.window.put(issues.toSpliced(Math.max(0, Math.min(at, issues.length)), 0, issue));
    this.select(issue);
  }

  /** Removes an issue from the list and returns its index; the next one is selected. */
  #take(id: string): number {
    const at = this.issues.findIndex((issue) => issue.id === id);
    if (at < 0) return at;
    const rest = this.issues.toSpliced(at, 1);
    if (this.selectedId === id) this.select(rest[at] ?? rest[at - 1]);
    this.window.put(rest);
    if (rest.length < NEAR_END) this.window.more();
    return at;
  }

  /** The newest version of which the page shows something, or that it wrote. */
  seen(): number {
    return Math.max(this.#feed.job.version, this.#written);
  }

  /** Issues that a read as of `version` may still show although they were decided. */
  #hidden(version: number): Set<string> {
    const away = this.filter.status === "OPEN" ? -1 : 1;
    const moved = unseen(this.#changes, version).filter(({ open }) => open === away);
    return new Set(moved.map(({ issueId }) => issueId));
  }

  #wrote(version: number): void {
    this.#written = Math.max(this.#written, version);
    this.#mustRead = true;
    this.#reloadSoon();
  }

  /**
   * A plain decision is applied from its answer. Only the job is looked at, which has come by its
   * stream: where its counts are what they have to be, nothing else has changed, and the issues, of
   * some hundred kilobytes, are not read again.
   */
  async #asExpected(): Promise<boolean> {
    const expected = this.#expected;
    if (this.#mustRead || !expected || !this.window.loaded) return false;
    const isOwn = [...this.#heard].every((version) => this.#own.has(version));
    if (!isOwn) return false;
    const version = this.#written;
    await this.#feed.catchUp(version);
    if (this.#expected !== expected || this.#feed.job.version < version) return false;
    if (!sameCounts(expected, this.#feed.job.issue_counts)) return false;
    this.#read = Math.max(this.#read, version);
    this.#forget();
    return true;
  }

  /** Forgets what was heard and written up to what was read. */
  #forget(): void {
    for (const versions of [this.#own, this.#heard]) {
      for (const version of versions) if (version <= this.#read) versions.delete(version);
    }
  }

  /** Waits for a pause and until no decision is in progress, to not slow down fast users. */
  #reloadSoon(afterMs = SETTLE_MS): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      if (this.#writing.size > 0) this.#reloadSoon();
      else if (!await this.#asExpected()) {
        if (this.#writing.size > 0) return this.#reloadSoon();
        if (this.steps.length > 0) {
          this.steps = doubted(this.steps);
          this.doubts++;
        }
        this.reload();
      }
    }, afterMs);
  }
}
