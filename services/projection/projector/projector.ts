/**
 * Keeps the live generation of the read models in step with the log, whichever that is. Each batch
 * checks in its transaction, behind the checkpoint's lock, that its generation is live still: a swap
 * takes the same lock, so that no commit follows it, and readers are never told of a position that
 * the views do not show. A message or a commit only wakes it: what is lost costs a poll, no event.
 */
import { type EventStore, type TransactionSql, Wake } from "@rollcall/event-store";
import type { Log } from "@rollcall/runtime/log.ts";
import { fitOf, type Fold, ownFold } from "../schema/fit.ts";
import { liveGeneration } from "../schema/registry.ts";
import { Batches, type BatchLimit, Swapped } from "./batches.ts";
import { Lanes, workLanes } from "./lanes.ts";

export interface ProjectorOptions {
  store: EventStore;
  log: Log;
  /** Called after each commit with the position that the read models include now. */
  advanced?: (position: number) => void;
  /** Called where a generation of another fold went live; the projector has ended then. */
  superseded?: (sentence: string) => void;
  /** longest wait for a wake-up, in ms */
  pollMs?: number;
  limit?: BatchLimit;
  /** for tests, in place of this code's fold */
  own?: Fold;
}

const POLL_MS = 1_000;
const RETRY_MS = [100, 500, 2_000, 5_000];

/** Thrown where the live generation is one that this code cannot fold. */
export class Superseded extends Error {
  override name = "Superseded";
}

export class Projector {
  readonly #options: ProjectorOptions;
  readonly #wake = new Wake();
  readonly #wakeLanes = new Wake();
  readonly #stop = new AbortController();
  #position = 0;
  #batches: Batches | undefined;
  #lanes: Lanes | undefined;
  #advanced = Promise.withResolvers<void>();
  #running: Promise<void> | undefined;

  constructor(options: ProjectorOptions) {
    this.#options = options;
  }

  /** The position that the read models include, as far as this instance knows. */
  get position(): number {
    return this.#position;
  }

  /** Says that the log may have grown. */
  wake = (): void => this.#wake.wake();

  /**
   * Waits until the read models include `position`, here or by another instance's work.
   * @throws after `timeoutMs`, or where this instance stops
   */
  async reach(position: number, timeoutMs: number): Promise<void> {
    for (const deadline = Date.now() + timeoutMs; this.position < position;) {
      if (this.#stop.signal.aborted) throw new Error("the projector is stopping");
      if (Date.now() >= deadline) {
        throw new Error(`position ${position} was not reached within ${timeoutMs} ms`);
      }
      this.wake();
      await Promise.race([this.#advanced.promise, pause(POLL_MS, this.#stop.signal)]);
    }
  }

  /** Follows the log until `stop`. */
  start(): void {
    this.#running ??= Promise.all([this.#run(), this.#runLanes()]).then(() => {});
  }

  /** Drops what was read of these jobs, which were erased, and is not folded yet. */
  forget(jobIds: string[]): void {
    this.#batches?.forget(jobIds);
    this.#lanes?.forget(jobIds);
  }

  /** Ends after the batch that is under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** @throws unless it follows the log: started and not stopped. A fault that it retries is none. */
  check(): Promise<void> {
    if (this.#running && !this.#stop.signal.aborted) return Promise.resolve();
    return Promise.reject(new Error("the projector does not run"));
  }

  /**
   * Folds until the log is read to its head and every lane has ended, or is set aside.
   * @returns the position that was reached
   * @throws Superseded
   */
  async catchUp(): Promise<number> {
    do await this.#advance(); while (!this.#stop.signal.aborted && await this.#stepLanes());
    return this.position;
  }

  /** Folds until the log is read to its head. */
  async #advance(): Promise<void> {
    let batches = await this.#follow();
    for (let more = true; more && !this.#stop.signal.aborted;) {
      try {
        more = await batches.step();
        this.#arrive(batches.position);
      } catch (error) {
        if (!(error instanceof Swapped)) throw error;
        batches = await this.#follow();
      }
    }
  }

  /** One slice of each lane. @returns whether there is more */
  async #stepLanes(): Promise<boolean> {
    try {
      return await this.#lanes?.step() ?? false;
    } catch (error) {
      if (!(error instanceof Swapped)) throw error;
      // The log's own batches find out which generation is live now.
      this.wake();
      return false;
    }
  }

  async #runLanes(): Promise<void> {
    const { log, pollMs = POLL_MS } = this.#options;
    const { signal } = this.#stop;
    await workLanes(() => this.#stepLanes(), { wake: this.#wakeLanes, signal, log, pollMs });
  }

  async #run(): Promise<void> {
    const { log, pollMs = POLL_MS } = this.#options;
    for (let failures = 0; !this.#stop.signal.aborted;) {
      try {
        await this.#advance();
        failures = 0;
        await this.#wake.wait(pollMs, this.#stop.signal);
      } catch (error) {
        if (error instanceof Superseded) return this.#end(error);
        const retryMs = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]!;
        log.error("projecting failed, trying again", { error, retry_ms: retryMs, failures });
        await pause(retryMs, this.#stop.signal);
      }
    }
  }

  #end({ message }: Superseded): void {
    this.#options.log.warn("the read models went to another fold", { reason: message });
    this.#stop.abort();
    this.#options.superseded?.(message);
  }

  /** The live generation's batches, from where they have come to, here or in another process. */
  async #follow(): Promise<Batches> {
    const live = await liveGeneration(this.#options.store.sql);
    const fit = fitOf(live, this.#options.own ?? ownFold);
    if (fit.fit !== "own") throw new Superseded(fit.sentence);
    if (this.#batches?.generation !== live.number) this.#work(live.number);
    this.#batches!.seek(live.position);
    this.#arrive(live.position);
    return this.#batches!;
  }

  #work(generation: number): void {
    const { store, limit, log } = this.#options;
    const condition = async (tx: TransactionSql) => {
      if ((await liveGeneration(tx)).number !== generation) throw new Swapped();
    };
    // A checkpoint alone would not do: a rollback moves that of a generation that is not live yet.
    const standing = async () => {
      const live = await liveGeneration(store.sql);
      if (live.number !== generation) throw new Swapped();
      return live.position;
    };
    const { advanced } = this.#options;
    this.#batches = new Batches({
      store,
      generation,
      limit,
      lanes: true,
      condition,
      standing,
      log,
    });
    this.#lanes = new Lanes({
      store,
      generation,
      condition,
      log,
      advanced: () => advanced?.(this.#position),
    });
  }

  #arrive(position: number): void {
    if (position === this.#position) return;
    this.#position = position;
    this.#wakeLanes.wake();
    this.#options.advanced?.(position);
    this.#advanced.resolve();
    this.#advanced = Promise.withResolvers();
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Wake().wait(ms, signal);
}
