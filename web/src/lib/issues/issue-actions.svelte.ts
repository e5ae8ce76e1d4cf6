/**
 * Actions on the selected issue: decide, edit, undo, move on. Each announces what happened and
 * moves the focus to the next issue, so that users can keep working by keyboard.
 */
import type { RowValues } from "@rollcall/contracts/by-key";
import type { Candidate, Decision, Issue, Problem, RowEdit } from "@rollcall/contracts/api";
import { tick } from "svelte";
import { drafts } from "#lib/issues/drafts.ts";
import { mentioned } from "#lib/issues/describe.ts";
import type { Outcome, Review } from "#lib/issues/review.svelte.ts";
import type { ShortcutAction } from "#lib/issues/shortcuts.ts";
import { isUndecided } from "#lib/issues/defaulted.ts";
import { m } from "#lib/paraglide/messages.js";
import { notices } from "#lib/ui/notices.svelte.ts";

/** Elements that take the focus: the issue's title, the empty list's, and the job's result. */
export const ISSUE_TITLE = "issue-title";
export const NO_ISSUES = "issues-empty";
export const RESULT = "result";

/** The button that opens a form, which gets the focus back. */
export const formButton = (form: "edit" | "merge"): string => `issue-${form}`;

/** What was done last, in a sentence, and how it is taken back. */
export type LastDecision = { text: string; undo: (() => void) | null };

export class IssueActions {
  last = $state.raw<LastDecision | null>(null);
  /** The form that is open for the selected issue. */
  form = $state<"edit" | "merge" | null>(null);
  readonly review: Review;

  constructor(review: Review) {
    this.review = review;
  }

  choose(candidate: Candidate): void {
    this.#decide(
      { action: "choose", chosen_row_id: candidate.raw_row_id },
      m.issues_said_chosen({ row: candidate.row_number }),
    );
  }

  keep(): void {
    this.#decide(
      { action: "keep" },
      this.#several() ? m.issues_said_kept_all() : m.issues_said_kept(),
    );
  }

  skip(): void {
    this.#decide(
      { action: "skip" },
      this.#several() ? m.issues_said_excluded_all() : m.issues_said_excluded(),
    );
  }

  /** Returns the refusal, or null if the row was edited. */
  async correct(candidate: Candidate, data: RowValues): Promise<Problem | null> {
    const issue = this.review.selected;
    if (!issue) return null;
    // An edit of one row among several may leave the issue open.
    const several = this.#several();
    const which = several ? { raw_row_id: candidate.raw_row_id } : {};
    const outcome = await this.review.decideAfterCheck(issue, { action: "edit", data, ...which });
    if (!outcome.ok) return outcome.problem;
    drafts.drop(issue.id);
    this.form = null;
    this.#goOn(issue, m.issues_said_corrected({ row: candidate.row_number }), several);
    return null;
  }

  /** Returns the refusal, or null if the rows were merged. */
  async merge(decision: Decision): Promise<Problem | null> {
    const issue = this.review.selected;
    if (!issue) return null;
    const outcome = await this.review.decideAfterCheck(issue, decision);
    if (!outcome.ok) return outcome.problem;
    drafts.drop(issue.id);
    this.form = null;
    this.#goOn(issue, m.issues_said_merged({ n: issue.payload.candidates.length }));
    return null;
  }

  /** Chooses the column that holds the missing field. */
  useColumn(column: string): void {
    this.#decide({ action: "use_column", column }, m.issues_said_column({ column }));
  }

  takeSuggestion(): void {
    const value = this.review.selected?.payload.suggestion?.value;
    if (value) this.#decide({ action: "take_suggestion" }, m.issues_said_suggestion({ value }));
  }

  async undo(issue: Issue): Promise<void> {
    const outcome = this.review.undo(issue);
    const subject = mentioned(issue);
    const said = this.review.isDefaultedType(issue.type)
      ? m.issues_undone_default({ subject })
      : m.issues_undone_open({ subject });
    this.#goOn(null, said);
    await this.#watch(outcome);
  }

  /** Takes back an edit that left its issue open. */
  async undoEdit(issue: Issue, { row_number }: RowEdit): Promise<void> {
    const outcome = await this.review.undoEdit(issue.id);
    if (!outcome.ok) return notices.fail(outcome.problem.detail);
    this.tell(m.issues_undone_edit({ row: row_number }));
    this.focusIssue();
  }

  /** Takes back all that a rule resolved at once. */
  async undoBatch(batchId: string): Promise<void> {
    const answer = await this.review.undoBatch(batchId);
    if (!answer.ok) return notices.fail(answer.problem.detail);
    this.tell(m.issues_undone_batch({ n: answer.value.reopened }));
    this.focusIssue();
  }

  async move(by: number): Promise<void> {
    this.review.step(by);
    await this.focusIssue();
  }

  /** Performs the action of a key; returns false if it is not possible now. */
  press(action: ShortcutAction): boolean {
    const issue = this.review.selected;
    const ofFile = issue?.payload.scope === "file";
    if (action.kind === "next") this.move(1);
    else if (action.kind === "previous") this.move(-1);
    else if (action.kind === "undo") {
      const last = this.review.decisions.at(-1);
      if (last) this.undo(last);
      else if (this.review.batch) this.undoBatch(this.review.batch);
    } else if (!issue || !isUndecided(issue) || this.form) return false;
    else if (action.kind === "edit" && !ofFile) this.form = "edit";
    else if (action.kind === "merge" && !ofFile && this.#several()) this.form = "merge";
    else if (action.kind === "suggestion" && issue.payload.suggestion) this.takeSuggestion();
    else if (action.kind === "keep") this.keep();
    else if (action.kind === "skip") this.skip();
    else if (action.kind === "choose" && ofFile) {
      const offered = issue.payload.columns?.[action.index];
      if (offered) this.useColumn(offered.column);
    } else if (action.kind === "choose" && this.#several()) {
      const candidate = issue.payload.candidates[action.index];
      if (candidate) this.choose(candidate);
    } else return false;
    return true;
  }

  /** Says what was done, where the buttons are and to whoever listens. */
  tell(text: string, undo: (() => void) | null = null): void {
    this.last = { text, undo };
    notices.announce(text);
  }

  /** Another issue: with what was typed for it before, if anything was. */
  opened(issue: Issue | null): void {
    this.form = issue && isUndecided(issue) ? drafts.of(issue.id)?.form ?? null : null;
  }

  /** Closes the form, and forgets what was typed. */
  async cancel(form: "edit" | "merge"): Promise<void> {
    const issue = this.review.selected;
    if (issue) drafts.drop(issue.id);
    this.form = null;
    await tick();
    document.getElementById(formButton(form))?.focus();
  }

  /** @param isAsked whether somebody goes there, rather than that the issue changed */
  async focusIssue(isAsked = false): Promise<void> {
    await tick();
    const { selected, open } = this.review;
    // If the focus is in the list, leave it there; its selection has moved already.
    if (!isAsked && selected && document.activeElement?.getAttribute("role") === "listbox") return;
    const id = selected ? ISSUE_TITLE : open > 0 ? NO_ISSUES : RESULT;
    const target = document.getElementById(id);
    // To ask for it again would lay the page out for nothing.
    if (document.activeElement !== target) target?.focus({ preventScroll: true });
    requestAnimationFrame(() => target?.scrollIntoView({ block: "nearest" }));
  }

  async #decide(decision: Decision, said: string): Promise<void> {
    const issue = this.review.selected;
    if (!issue) return;
    drafts.drop(issue.id);
    const outcome = this.review.decide(issue, decision);
    this.#goOn(issue, said);
    await this.#watch(outcome);
  }

  async #watch(outcome: Promise<Outcome>): Promise<void> {
    const came = await outcome;
    if (!came.ok) notices.fail(came.problem.detail);
  }

  #goOn(decided: Issue | null, said: string, mayStayOpen = false): void {
    const { open } = this.review;
    const left = mayStayOpen
      ? null
      : open === 0
      ? m.issues_left_none()
      : m.issues_left({ n: open });
    if (decided) {
      const about = { said, subject: mentioned(decided) };
      const told = left === null
        ? m.issues_said_for(about)
        : m.issues_said_for_left({ ...about, left });
      this.tell(told, () => this.undo(decided));
    } else this.tell(left === null ? m.issues_said({ said }) : m.issues_said_left({ said, left }));
    this.focusIssue();
  }

  #several(): boolean {
    const payload = this.review.selected?.payload;
    return payload?.scope === "file" || (payload?.candidates.length ?? 0) > 1;
  }
}
