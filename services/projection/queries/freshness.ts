/**
 * Reading one's own writes: a query that names a version waits until the read models include it
 * (promise 10). All waiting requests share one look at the checkpoint.
 */
import type { EventStore } from "@rollcall/event-store";
import { HttpProblem, validationFailed } from "@rollcall/runtime/problem.ts";

export interface FreshnessOptions {
  store: EventStore;
  /** Reads how far the read models that queries see have come. */
  checkpoint: () => Promise<number>;
  /** Whether some of these jobs are behind that, in a lane of their own. */
  isBehind: (whose: Whose, version: number) => Promise<boolean>;
  /** Asks the projector of this process to look at the log now. */
  wake: () => void;
}

/** What a query is about: one job, or all of a user's. */
export type Whose = { jobId: string } | { userId: string };

const WAIT_MS = 2_000;
/** How often the checkpoint is looked at while another instance may be the one that moves it. */
const POLL_MS = 50;

export class Freshness {
  readonly #options: FreshnessOptions;
  #position = 0;
  #signal = Promise.withResolvers<void>();
  #look: Promise<void> | undefined;

  constructor(options: FreshnessOptions) {
    this.#options = options;
  }

  /** Says that the read models include the log up to `position`. */
  advanced = (position: number): void => {
    this.#position = Math.max(this.#position, position);
    this.#signal.resolve();
    this.#signal = Promise.withResolvers();
  };

  /**
   * Resolves once the read models of these jobs include `version`; at once where none is asked for.
   * @throws HttpProblem 503 after 2 s, 422 where the log has no such version
   */
  async reach(version: number | undefined, whose: Whose): Promise<void> {
    if (version === undefined) return;
    const deadline = Date.now() + WAIT_MS;
    await this.#reachLog(version, deadline);
    while (await this.#options.isBehind(whose, version)) {
      if (Date.now() >= deadline) throw behind(version);
      await Promise.race([this.#signal.promise, pause(POLL_MS)]);
    }
  }

  async #reachLog(version: number, deadline: number): Promise<void> {
    if (version <= this.#position) return;
    await this.#checkpoint();
    if (version <= this.#position) return;
    if (version > await this.#options.store.head()) {
      throw validationFailed([{
        path: "query.min_version",
        message: `${version} is no version yet: take it from a command's answer`,
      }]);
    }
    this.#options.wake();
    while (version > this.#position) {
      if (Date.now() >= deadline) throw behind(version);
      await Promise.race([this.#signal.promise, pause(POLL_MS)]);
      if (version > this.#position) await this.#checkpoint();
    }
  }

  #checkpoint(): Promise<void> {
    return this.#look ??= this.#options.checkpoint()
      .then(this.advanced)
      .finally(() => this.#look = undefined);
  }
}

function behind(version: number): HttpProblem {
  const detail = `The answer does not include version ${version} yet; ask again in a second.`;
  return new HttpProblem(503, detail, {
    code: "READ_MODEL_BEHIND",
    headers: { "retry-after": "1" },
  });
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
