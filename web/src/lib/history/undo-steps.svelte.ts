/**
 * What is undone and redone next, as the server derives it from the history: the same after a reload
 * and on another device. Steps are gone one after the other, each from what the one before left.
 */
import type { UndoState } from "@rollcall/contracts/api";
import { getUndo, goStep } from "#lib/api/calls.ts";
import { stepName } from "#lib/history/entry-words.ts";
import type { Review } from "#lib/issues/review.svelte.ts";
import { m } from "#lib/paraglide/messages.js";
import { notices } from "#lib/ui/notices.svelte.ts";

/** Without a change for so long, somebody looks at what he has done. */
const PAUSE_MS = 1000;

export class UndoSteps {
  next = $state.raw<UndoState | null>(null);
  busy = $state(false);
  readonly #jobId: string;
  readonly #review: Review;
  #reads = 0;
  /** The version to read at, and when, while more changes may come. */
  #soon: { version: number; timer: ReturnType<typeof setTimeout> } | null = null;
  #watched = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(jobId: string, review: Review) {
    this.#jobId = jobId;
    this.#review = review;
  }

  /**
   * The job has changed: what is next is read once no more changes come. At once where that decides
   * what can be pressed, as there was nothing to undo, or something to redo; or for whoever is about
   * to press it.
   */
  changed(version: number): void {
    if (this.busy) return;
    this.stop();
    const mayWait = this.next?.undo && !this.next.redo && !this.#watched;
    if (!mayWait) return void this.read(version);
    this.#soon = { version, timer: setTimeout(() => void this.read(version), PAUSE_MS) };
  }

  /** Whether somebody is at the buttons: they have to do what they say. */
  watch(watched: boolean): void {
    this.#watched = watched;
    if (watched && this.#soon) void this.read(this.#soon.version);
  }

  /** Called when nobody looks any more. */
  stop(): void {
    clearTimeout(this.#soon?.timer);
    this.#soon = null;
  }

  /** Reads what is next, at least as of a version. */
  async read(minVersion: number): Promise<void> {
    this.stop();
    const run = ++this.#reads;
    const answer = await getUndo(this.#jobId, minVersion);
    if (run === this.#reads && answer.ok) this.next = answer.value;
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
      if (this.#last === own) this.busy = false;
    });
  }

  async #go(kind: "undo" | "redo"): Promise<void> {
    // The page shows the latest decisions before the server has them.
    await this.#review.answered();
    await this.read(this.#review.seen());
    const step = this.next?.[kind];
    if (!step) {
      notices.announce(
        kind === "undo" ? m.history_undo_none_spoken() : m.history_redo_none_spoken(),
      );
      return;
    }
    const answer = await goStep(this.#jobId, kind, step.position);
    if (!answer.ok) {
      notices.fail(answer.problem.detail);
      await this.read(0);
      return;
    }
    const { version } = answer.value;
    await this.#review.changed(
      version,
      kind === "undo"
        ? m.history_undone_step({ step: stepName(step) })
        : m.history_redone_step({ step: stepName(step) }),
    );
    await this.read(version);
  }
}
