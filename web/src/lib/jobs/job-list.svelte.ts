/**
 * The list of jobs, newest first. It asks again every two seconds while a job works, and when the
 * window comes back into view; what "load more" brought stays.
 */
import type { Job, Problem } from "@rollcall/contracts/api";
import { getPage, jobsPath } from "#lib/api/calls.ts";
import { isWorking } from "#lib/jobs/stages.ts";

const PAGE = 25;
const EVERY_MS = 2000;
/** A small file is done by then. */
const SOON_MS = 700;

export class JobList {
  jobs = $state.raw<Job[]>([]);
  next = $state.raw<string | null>(null);
  problem = $state.raw<Problem | null>(null);
  loaded = $state(false);
  loadingMore = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = true;

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

  /** A job that was just uploaded shows at once. */
  add(job: Job): void {
    this.jobs = merge([job], this.jobs);
    this.#again(SOON_MS);
  }

  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    const answer = await getPage<Job>(jobsPath(PAGE));
    if (this.#stopped) return;
    if (answer.ok) {
      if (this.jobs.length <= PAGE) this.next = answer.next;
      this.jobs = merge(answer.value, this.jobs);
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
    this.jobs = merge(this.jobs, answer.value);
  }

  #again(afterMs = EVERY_MS): void {
    clearTimeout(this.#timer);
    if (this.#stopped || !(this.problem || this.jobs.some(isWorking))) return;
    this.#timer = setTimeout(() => this.refresh(), afterMs);
  }
}

/** Both lists as one without doubles, the newer answer about a job winning; newest job first. */
export function merge(some: readonly Job[], others: readonly Job[]): Job[] {
  const byId = new Map<string, Job>();
  for (const job of [...others, ...some]) {
    const known = byId.get(job.id);
    if (!known || known.version <= job.version) byId.set(job.id, job);
  }
  const key = ({ created_at, id }: Job) => created_at + id;
  return [...byId.values()].sort((a, b) => (key(a) < key(b) ? 1 : -1));
}
