/**
 * Follows a job by server-sent events while the page is visible, and by polling every three seconds
 * while the stream is down. It never goes back to an older state.
 */
import type { Job } from "@rollcall/contracts/api";
import { getJob } from "#lib/api/calls.ts";
import { isNews } from "#lib/jobs/is-news.ts";

const POLL_MS = 3000;
const RECONNECT_MS = 5000;

export class JobFeed {
  job: Job;
  /** Log position of the newest known change to the issues. */
  issuesVersion = $state(0);
  /** False while the stream is down; the page then says that it polls. */
  live = $state(true);
  /** The job was deleted, here or elsewhere. */
  gone = $state(false);
  #source: EventSource | null = null;
  #poll: ReturnType<typeof setInterval> | undefined;
  #reconnect: ReturnType<typeof setTimeout> | undefined;

  constructor(job: Job) {
    this.job = $state.raw(job);
  }

  start(): () => void {
    const seen = () => {
      // Browsers allow six connections per server: a hidden page closes its own.
      if (document.visibilityState === "visible") this.#open();
      else this.#close();
    };
    document.addEventListener("visibilitychange", seen);
    seen();
    return () => {
      document.removeEventListener("visibilitychange", seen);
      this.#close();
    };
  }

  /** Reloads the job, at least as of `minVersion`, after a command. */
  async catchUp(minVersion: number): Promise<void> {
    if (this.job.version >= minVersion) return;
    const answer = await getJob(this.job.id, minVersion);
    if (answer.ok) this.#take(answer.value);
    else if (answer.problem.status === 404) this.end();
  }

  /** Stops for good: the job was deleted. */
  end(): void {
    this.gone = true;
    this.#close();
  }

  #open(): void {
    if (this.#source || this.gone) return;
    const source = new EventSource(`/api/jobs/${this.job.id}/stream`);
    this.#source = source;
    source.addEventListener("open", () => {
      this.live = true;
      clearInterval(this.#poll);
      this.#poll = undefined;
    });
    let isNew = true;
    source.addEventListener("job", ({ data }) => {
      // A new stream tells of no change from before it, such as while the page was hidden.
      if (isNew) this.#takeAsked(JSON.parse(data));
      else this.#take(JSON.parse(data));
      isNew = false;
    });
    source.addEventListener("issues", ({ data }) => {
      const { version } = JSON.parse(data) as { version: number };
      this.issuesVersion = Math.max(this.issuesVersion, version);
    });
    source.addEventListener("deleted", () => this.end());
    source.addEventListener("error", () => this.#lost(source));
  }

  /** The browser reconnects after a lost connection, but gives up if the server refuses. */
  #lost(source: EventSource): void {
    if (source !== this.#source) return;
    this.live = false;
    this.#poll ??= setInterval(() => this.#ask(), POLL_MS);
    if (source.readyState !== EventSource.CLOSED) return;
    this.#source = null;
    this.#reconnect = setTimeout(() => this.#open(), RECONNECT_MS);
    this.#ask();
  }

  async #ask(): Promise<void> {
    const answer = await getJob(this.job.id);
    if (!answer.ok) {
      if (answer.problem.status === 404) this.end();
      return;
    }
    this.#takeAsked(answer.value);
  }

  /** A job that comes without word of what has changed since: its issues may have. */
  #takeAsked(job: Job): void {
    if (job.version > this.job.version) {
      this.issuesVersion = Math.max(this.issuesVersion, job.version);
    }
    this.#take(job);
  }

  #take(job: Job): void {
    if (isNews(job, this.job)) this.job = job;
  }

  #close(): void {
    this.#source?.close();
    this.#source = null;
    clearInterval(this.#poll);
    this.#poll = undefined;
    clearTimeout(this.#reconnect);
  }
}
