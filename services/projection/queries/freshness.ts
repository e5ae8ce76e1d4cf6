/**
 * Read-your-writes: a query with a minimum version waits until the read models include it (promise
 * 10). All waiting requests share one read of the checkpoint.
 */
import type { EventStore } from "@rollcall/event-store";
import pTimeout from "p-timeout";
import { Refused } from "../refusal.ts";

export interface FreshnessOptions {
  store: EventStore;
  /** Reads the position of the read models that queries see. */
  checkpoint: () => Promise<number>;
  /** Whether some of these jobs are behind that version in their lanes. */
  isBehind: (whose: Whose, version: number) => Promise<boolean>;
  /** Wakes the projector of this process. */
  wake: () => void;
}

/** What a query is about: one job, or all of a user's. */
export type Whose = { jobId: string } | { userId: string };

const WAIT_MS = 2_000;
/** Polling interval of the checkpoint, which another instance may move. */
const POLL_MS = 50;

export class Freshness {
  readonly #options: FreshnessOptions;
  #position = 0;
  #signal = Promise.withResolvers<void>();
  #look: Promise<void> | undefined;

  constructor(options: FreshnessOptions) {
    this.#options = options;
  }

  /** Signals that the read models include the log up to `position`. */
  advanced = (position: number): void => {
    this.#position = Math.max(this.#position, position);
    this.#signal.resolve();
    this.#signal = Promise.withResolvers();
  };

  /**
   * Resolves once the read models of these jobs include `version`; at once if it is undefined.
   * @throws Refused "behind version" after 2 s, "unknown version" if the log does not have it
   */
  async reach(version: number | undefined, whose: Whose): Promise<void> {
    if (version === undefined) return;
    const deadline = Date.now() + WAIT_MS;
    await this.#reachLog(version, deadline);
    while (await this.#options.isBehind(whose, version)) {
      if (Date.now() >= deadline) throw new Refused({ outcome: "behind version", version });
      await this.#signalled();
    }
  }

  async #reachLog(version: number, deadline: number): Promise<void> {
    if (version <= this.#position) return;
    await this.#checkpoint();
    if (version <= this.#position) return;
    if (version > await this.#options.store.head()) {
      throw new Refused({ outcome: "unknown version", version });
    }
    this.#options.wake();
    while (version > this.#position) {
      if (Date.now() >= deadline) throw new Refused({ outcome: "behind version", version });
      await this.#signalled();
      if (version > this.#position) await this.#checkpoint();
    }
  }

  /** Resolves once the read models have advanced, or it is time to poll. */
  async #signalled(): Promise<void> {
    await pTimeout(this.#signal.promise, { milliseconds: POLL_MS, message: false });
  }

  #checkpoint(): Promise<void> {
    return this.#look ??= this.#options.checkpoint()
      .then(this.advanced)
      .finally(() => this.#look = undefined);
  }
}
