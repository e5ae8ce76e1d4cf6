/**
 * What is undone and redone next, as the server derives it from the history: the same after a reload
 * and on another device. Steps are gone one after the other, each from what the one before left, and
 * never without asking the server what it is.
 */
import type { HistoryEntry, Problem, UndoState } from "@rollcall/contracts/api";
import { getUndo, goStep } from "#lib/api/calls.ts";
import type { Answer } from "#lib/api/http.ts";
import { stepName } from "#lib/history/entry-words.ts";
import { after, covers, newestVersion } from "#lib/history/own-steps.ts";
import type { Review } from "#lib/issues/review.svelte.ts";
import { m } from "#lib/paraglide/messages.js";
import { notices } from "#lib/ui/notices.svelte.ts";

const AGAIN_MS = 3_000;

/** The server was not reached, or could not answer. */
const mayCome = ({ status }: Problem) => status === 0 || status >= 500;

const nameOf = (entry: HistoryEntry | null | undefined) => (entry ? stepName(entry) : null);

export class UndoSteps {
  busy = $state(false);
  #told = $state.raw<UndoState | null>(null);
  readonly #jobId: string;
  readonly #review: Review;
  #reads = 0;
  /** The newest version that the page was told of. */
  #heard = 0;
  #again: ReturnType<typeof setTimeout> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(jobId: string, review: Review) {
    this.#jobId = jobId;
    this.#review = review;
  }

  /** Asks for nothing more once the page is left. */
  start(): () => void {
    return () => {
      this.#reads++;
      clearTimeout(this.#again);
    };
  }

  /** The name of what is undone next; null where there is nothing. */
  get undoable(): string | null {
    return this.#review.steps.at(-1)?.name ?? nameOf(this.#told?.undo);
  }

  /** A decision leaves nothing to be done again. */
  get redoable(): string | null {
    return this.#review.steps.length > 0 ? null : nameOf(this.#told?.redo);
  }

  /** The job has changed: what is next is asked for, unless this page made the newest step. */
  async changed(version: number): Promise<void> {
    this.#heard = Math.max(this.#heard, version);
    if (this.busy) return;
    // The job may be told of before its decision is answered.
    await this.#review.answered();
    if (!this.busy && !covers(this.#review.steps, version)) await this.#read(version);
  }

  /** Reads what is next, at least as of a version. */
  async #read(minVersion: number): Promise<Answer<UndoState>> {
    const run = ++this.#reads;
    clearTimeout(this.#again);
    const answer = await getUndo(this.#jobId, minVersion);
    if (run !== this.#reads) return answer;
    if (answer.ok) {
      this.#told = answer.value;
      this.#review.steps = after(this.#review.steps, answer.value.version);
    } else if (mayCome(answer.problem)) {
      this.#again = setTimeout(() => this.changed(this.#heard), AGAIN_MS);
    }
    return answer;
  }

  /**
   * The version of the step that is named as the next; null where it is said that there is none.
   * Undefined where the page knows that its name is not of today.
   */
  #named(kind: "undo" | "redo"): number | null | undefined {
    const seen = this.#review.seen();
    const { steps } = this.#review;
    if (steps.length > 0) {
      if (!covers(steps, seen)) return undefined;
      return kind === "undo" ? newestVersion(steps) : null;
    }
    if (!this.#told || this.#told.version < seen) return undefined;
    return this.#told[kind]?.version ?? null;
  }

  undo(): void {
    this.#inOrder(() => this.#go("undo"));
  }

  redo(): void {
    this.#inOrder(() => this.#go("redo"));
  }

  #inOrder(step: () => Promise<void>): void {
    this.busy = true;
    const own = this.#last.then(step);
    this.#last = own;
    own.finally(() => {
      if (this.#last !== own) return;
      this.busy = false;
      // Something may have been done elsewhere during the step.
      if (this.#heard > (this.#told?.version ?? 0)) this.changed(this.#heard);
    });
  }

  async #go(kind: "undo" | "redo"): Promise<void> {
    // The page shows the latest decisions before the server has them.
    await this.#review.answered();
    const named = this.#named(kind);
    const next = await this.#read(this.#review.seen());
    if (!next.ok) return notices.fail(next.problem.detail);
    const step = next.value[kind];
    if (!step || named === null) {
      notices.announce(
        kind === "undo" ? m.history_undo_none_spoken() : m.history_redo_none_spoken(),
      );
      return;
    }
    // Where another step is next than the one that was named, the server refuses.
    const isNamed = named === undefined || named === step.version;
    const answer = await goStep(this.#jobId, kind, isNamed ? step.position : named);
    if (!answer.ok) {
      notices.fail(answer.problem.detail);
      await this.#read(0);
      return;
    }
    const { version } = answer.value;
    await this.#review.changed(
      version,
      kind === "undo"
        ? m.history_undone_step({ step: stepName(step) })
        : m.history_redone_step({ step: stepName(step) }),
    );
    await this.#read(version);
  }
}
