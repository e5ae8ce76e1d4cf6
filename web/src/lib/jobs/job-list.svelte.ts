/**
 * The list of jobs, newest first. It polls every two seconds while a job is being processed, and
 * when the window becomes visible again; what "load more" added stays.
 */
import type { Job, Problem } from "@rollcall/contracts/api";
import { getPage, jobsPath } from "#lib/api/calls.ts";
import { isDeleted } from "#lib/jobs/deleted-jobs.ts";
import { merge, stillThere } from "#lib/jobs/known-jobs.ts";
import { isWorking } from "#lib/jobs/steps.ts";

const PAGE = 25;
const EVERY_MS = 2000;
/** Small files are done by then. */
const SOON_MS = 700;

export class JobList {
  jobs = $state.raw<Job[]>([]);
  next = $state.raw<string | null>(null);
  problem = $state.raw<Problem | null>(null);
  loaded = $state(false);
  loadingMore = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = true;
  /** Just uploaded and not yet in the server's list. */
  #awaited = new Set<string>();

  start(): () => void {
    this.#stopped = false;
    const seen = () => document.visibilityState === "visible" && this.refresh();
    document.addEventListener("visibilitychange", seen);
    addEventListener("focus", seen);
    this.refresh();
    return () => {
      this.#stopped = true;
      clearTimeout(this.#timer);
      document.removeEventListener("visibilitychange", seen);
      removeEventListener("focus", seen);
    };
  }

  /** Shows a new job at once. */
  add(job: Job): void {
    this.#awaited.add(job.id);
    this.jobs = merge([job], this.jobs);
    this.#again(SOON_MS);
  }

  /** Removes a deleted job at once. */
  remove(id: string): void {
    this.jobs = this.jobs.filter((job) => job.id !== id);
  }

  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    const answer = await getPage<Job>(jobsPath(PAGE), { once: true });
    if (this.#stopped) return;
    if (answer.ok) {
      const page = answer.value.filter((job) => !isDeleted(job));
      for (const { id } of page) this.#awaited.delete(id);
      if (this.jobs.length <= PAGE) this.next = answer.next;
      const known = stillThere(this.jobs, answer.value, this.#awaited, answer.next !== null);
      this.jobs = merge(page, known);
      this.problem = null;
      this.loaded = true;
    } else {
      this.problem = answer.problem;
    }
    this.#again();
  }

  async loadMore(): Promise<void> {
    if (!this.next || this.loadingMore) return;
    this.loadingMore = true;
    const answer = await getPage<Job>(this.next);
    this.loadingMore = false;
    if (!answer.ok) {
      this.problem = answer.problem;
      return;
    }
    this.next = answer.next;
    this.jobs = merge(this.jobs, answer.value.filter((job) => !isDeleted(job)));
  }

  #again(afterMs = EVERY_MS): void {
    clearTimeout(this.#timer);
    if (this.#stopped || !(this.problem || this.jobs.some(isWorking))) return;
    this.#timer = setTimeout(() => this.refresh(), afterMs);
  }
}
