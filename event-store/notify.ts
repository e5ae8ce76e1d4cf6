/**
 * Notifies readers that the log has grown. The notification is a statement of its own after the
 * commit: inside the append's transaction it would take a cluster-wide lock. A lost one only delays
 * readers by their polling interval.
 */
import type { Sql } from "./connect.ts";

const CHANNEL = "event_store";

/** A function that wakes every listener; calls made while one is in progress are coalesced. */
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

/**
 * Calls `wake` whenever any process has appended, and after each reconnect.
 *
 * ```ts
 * const wake = new Wake();
 * const { unlisten } = await listen(sql, wake.wake);
 * await store.append([{ stream: "account-1", expectedVersion: 0, events: [opened()] }]);
 * await wake.wait(10_000); // as a reader does before it looks at the log again
 * await unlisten();
 * ```
 */
export async function listen(sql: Sql, wake: () => void): Promise<{ unlisten(): Promise<void> }> {
  return await sql.listen(CHANNEL, wake, wake);
}

/** Following something until it is stopped. */
export interface Following {
  stop(): Promise<void>;
}

/**
 * Looks at something now, whenever its channel is notified, and every `pollMs`: a listener that lost
 * its connection misses nothing. A look that fails is made up for by the next one.
 *
 * ```ts
 * let version = 0;
 * const look = async () => void (version = await store.head());
 * const following = await follow(sql, { channel: "my_channel", pollMs: 1_000, look });
 * await following.stop();
 * ```
 *
 * @throws if the first look fails
 */
export async function follow(
  sql: Sql,
  { channel, pollMs, look }: { channel: string; pollMs: number; look: () => Promise<void> },
): Promise<Following> {
  const stopping = new AbortController();
  const wake = new Wake();
  await look();
  const { unlisten } = await sql.listen(channel, wake.wake, wake.wake);
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await wake.wait(pollMs, stopping.signal);
      if (!stopping.signal.aborted) await look().catch(() => {});
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
      await unlisten().catch(() => {});
    },
  };
}

/** Waits for a wake-up or a timeout, whichever is first; a wake-up between waits is kept. */
export class Wake {
  #woken = false;
  #resolve: (() => void) | undefined;

  wake = (): void => {
    this.#woken = true;
    this.#resolve?.();
  };

  /** @param ms the longest wait. Resolves at once if there was a wake-up since the last wait. */
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
