/**
 * Follows one job: by the server's event stream while the page is in view, by asking every three
 * seconds while the stream is down. It never goes back to an older state of the job.
 */
import type { Job } from "@rollcall/contracts/api";
import { getJob } from "#lib/api/calls.ts";
import { isNews } from "#lib/jobs/is-news.ts";

const POLL_MS = 3000;
const RECONNECT_MS = 5000;

export class JobFeed {
  job: Job;
  /** Log position of the newest change to the issues that was heard of. */
  issuesVersion = $state(0);
  /** False while the stream is down; the page then says that it asks now and then. */
  live = $state(true);
  /** The job was deleted, here or elsewhere: nothing follows any more. */
  gone = $state(false);
  #source: EventSource | null = null;
  #poll: ReturnType<typeof setInterval> | undefined;
  #reconnect: ReturnType<typeof setTimeout> | undefined;

  constructor(job: Job) {
    this.job = $state.raw(job);
  }

  start(): () => void {
    const seen = () => {
      // Browsers allow six connections to one server: a page out of view gives its own back.
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

  /** Reads the job anew, at least as of `minVersion`: after a command of one's own. */
  async catchUp(minVersion: number): Promise<void> {
    if (this.job.version >= minVersion) return;
    const answer = await getJob(this.job.id, minVersion);
    if (answer.ok) this.#take(answer.value);
    else if (answer.problem.status === 404) this.end();
  }

  /** Stops for good: the job is no more. */
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
    source.addEventListener("job", ({ data }) => this.#take(JSON.parse(data)));
    source.addEventListener("issues", ({ data }) => {
      const { version } = JSON.parse(data) as { version: number };
      this.issuesVersion = Math.max(this.issuesVersion, version);
    });
    source.addEventListener("deleted", () => this.end());
    source.addEventListener("error", () => this.#lost(source));
  }

  /** The browser reconnects by itself after a cut, but gives up where the server refuses. */
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
    if (answer.value.version > this.job.version) this.issuesVersion = answer.value.version;
    this.#take(answer.value);
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
