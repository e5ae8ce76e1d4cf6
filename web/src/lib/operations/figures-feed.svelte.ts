/** The operators' figures, polled every five seconds while the page is visible. */
import type { Operations, Problem } from "@rollcall/contracts/api";
import { getOperations } from "#lib/api/calls.ts";

const EVERY_MS = 5000;

export class FiguresFeed {
  figures: Operations;
  /** Why the latest figures are missing; the page shows the previous ones. */
  problem = $state.raw<Problem | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(figures: Operations) {
    this.figures = $state.raw(figures);
  }

  start(): () => void {
    this.#stopped = false;
    const seen = () => document.visibilityState === "visible" && this.refresh();
    document.addEventListener("visibilitychange", seen);
    this.#again();
    return () => {
      this.#stopped = true;
      clearTimeout(this.#timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }

  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    const answer = await getOperations();
    if (this.#stopped) return;
    if (answer.ok) this.figures = answer.value;
    this.problem = answer.ok ? null : answer.problem;
    this.#again();
  }

  #again(): void {
    clearTimeout(this.#timer);
    if (this.#stopped || document.visibilityState !== "visible") return;
    this.#timer = setTimeout(() => this.refresh(), EVERY_MS);
  }
}
