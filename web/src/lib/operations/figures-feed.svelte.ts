/**
 * The operators' figures, polled every five seconds while the page is visible, with the jobs that
 * wait for an operator; the curves as often as they get a point.
 */
import type { FailedJob, Operations, Problem, Trends } from "@rollcall/contracts/api";
import { getFailedJobs, getOperations, getTrends } from "#lib/api/calls.ts";

const EVERY_MS = 5000;

export class FiguresFeed {
  figures: Operations;
  /** The figures of the look before, which tell how fast something goes. */
  before = $state.raw<Operations | null>(null);
  trends = $state.raw<Trends | null>(null);
  failedJobs = $state.raw<FailedJob[]>([]);
  /** Why the latest figures are missing; the page shows the previous ones. */
  problem = $state.raw<Problem | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;
  #trendsAt = -Infinity;

  constructor(figures: Operations) {
    this.figures = $state.raw(figures);
  }

  start(): () => void {
    this.#stopped = false;
    const seen = () => document.visibilityState === "visible" && this.refresh();
    document.addEventListener("visibilitychange", seen);
    void this.#more();
    this.#again();
    return () => {
      this.#stopped = true;
      clearTimeout(this.#timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }

  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    const [answer] = await Promise.all([getOperations(), this.#more()]);
    if (this.#stopped) return;
    if (answer.ok) {
      this.before = this.figures;
      this.figures = answer.value;
    }
    this.problem = answer.ok ? null : answer.problem;
    this.#again();
  }

  /** What the page shows besides the figures; the former stays where it does not come. */
  async #more(): Promise<void> {
    const isDue = Date.now() - this.#trendsAt >= 1000 * (this.trends?.every_seconds ?? 0);
    const [failed, trends] = await Promise.all([getFailedJobs(), isDue ? getTrends() : null]);
    if (this.#stopped) return;
    if (failed.ok) this.failedJobs = failed.value;
    if (!trends?.ok) return;
    this.trends = trends.value;
    this.#trendsAt = Date.now();
  }

  #again(): void {
    clearTimeout(this.#timer);
    if (this.#stopped || document.visibilityState !== "visible") return;
    this.#timer = setTimeout(() => this.refresh(), EVERY_MS);
  }
}
