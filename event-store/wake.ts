/**
 * Telling readers that the log grew. The notification is a statement of its own after the commit:
 * inside the append's transaction it would take a lock for the whole cluster. A lost one costs a
 * reader its polling interval, nothing more.
 */
import type { Sql } from "./connect.ts";

const CHANNEL = "event_store";

/** A function that wakes every listener; calls made while one is under way share the next. */
export function notifier(sql: Sql): () => void {
  let running = false, again = false;
  return function notify() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    sql.notify(CHANNEL, "").catch(() => {}).finally(() => {
      running = false;
      if (again) {
        again = false;
        notify();
      }
    });
  };
}

/** Calls `wake` whenever some process has appended, and after each reconnect. */
export async function listen(sql: Sql, wake: () => void): Promise<{ unlisten(): Promise<void> }> {
  return await sql.listen(CHANNEL, wake, wake);
}

/** Waits for a wake-up or the interval, whichever is first; a wake-up in between is kept. */
export class Wake {
  #woken = false;
  #resolve: (() => void) | undefined;

  wake = (): void => {
    this.#woken = true;
    this.#resolve?.();
  };

  /** @param ms the longest wait. Resolves at once where a wake-up came since the last wait. */
  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (!this.#woken && !signal?.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#resolve = () => {
          clearTimeout(timer);
          resolve();
        };
        signal?.addEventListener("abort", this.#resolve, { once: true });
      });
      if (this.#resolve) signal?.removeEventListener("abort", this.#resolve);
      this.#resolve = undefined;
    }
    this.#woken = false;
  }
}
