/**
 * How far a run has come, counted in events of the log, and when it moved last. Faults are due by it
 * and decisions wait for those that are due, so that a slow machine sees the same run as a fast one.
 */
import { pause, type World } from "./world.ts";

const POLL_MS = 50;

export class Progress {
  #events = 0;
  #movedAt = Date.now();
  #open = Promise.withResolvers<void>();
  #isHeld = false;
  #stopped = false;
  readonly #looking: Promise<void>;

  constructor(readonly world: Pick<World, "store">) {
    this.#looking = this.#look();
  }

  get events(): number {
    return this.#events;
  }

  /** How long nothing has happened: no event, no answered command. */
  get stillMs(): number {
    return Date.now() - this.#movedAt;
  }

  /** Something happened that is no event. */
  moved(): void {
    this.#movedAt = Date.now();
  }

  /** Decisions wait from now on until `release`. */
  hold(): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    this.#open = Promise.withResolvers();
  }

  release(): void {
    this.#isHeld = false;
    this.#open.resolve();
  }

  /** Resolves once no fault is due. */
  async turn(): Promise<void> {
    if (this.#isHeld) await this.#open.promise;
  }

  /** The position of the newest event, once Postgres says so. @throws where the signal aborts */
  async head(signal: AbortSignal): Promise<number> {
    for (;;) {
      signal.throwIfAborted();
      const head = await this.world.store.head().catch(() => undefined);
      if (head !== undefined) return head;
      await pause(POLL_MS);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#looking;
  }

  /** Postgres is among what is killed: then the last number stands. */
  async #look(): Promise<void> {
    while (!this.#stopped) {
      const head = await this.world.store.head().catch(() => this.#events);
      if (head > this.#events) {
        this.#events = head;
        this.moved();
      }
      await pause(POLL_MS);
    }
  }
}
