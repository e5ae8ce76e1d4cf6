/**
 * Loads reviews that people are about to decide on, so that their first decision does not wait for
 * it: a little after the file was read, when nobody waits for the processor. Nothing depends on it.
 */
import type { Log } from "@rollcall/platform/log.ts";

const PAUSE_MS = 1_500;
/** A smaller review is loaded in less time than people notice, so by whoever decides first. */
export const PREPARED_ROWS = 5_000;
/** Jobs that wait for their turn; further ones are loaded by their first decision. */
const WAITING_JOBS = 20;

export class Preparations {
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(
    readonly prepare: (jobId: string) => Promise<void>,
    readonly log: Log,
    readonly pauseMs = PAUSE_MS,
  ) {}

  /** @param rows of the job */
  later(jobId: string, rows: number): void {
    if (rows <= PREPARED_ROWS || this.#timers.size >= WAITING_JOBS) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.prepare(jobId).catch((error) => {
        this.log.warn("a review could not be loaded ahead", { job_id: jobId, error });
      });
    }, this.pauseMs);
    this.#timers.add(timer);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
