/**
 * Keeps the live generation of the read models up to date with the log. Each batch checks in its
 * transaction, under the checkpoint's lock, that its generation is still live: a swap takes the
 * same lock, so no commit follows it, and readers never get a position that the views do not show.
 * Messages and commits only wake it: a lost one costs a poll, not an event.
 */
import { type EventStore, Wake } from "@rollcall/event-store";
import type { Log } from "@rollcall/platform/log.ts";
import { type Fold, ownFold } from "../schema/fingerprint.ts";
import { compatibilityOf } from "../schema/compatibility.ts";
import { liveGeneration } from "../schema/registry.ts";
import { Batches, type BatchLimit, Swapped } from "./batches.ts";
import { Lanes, workLanes } from "./lanes.ts";

export interface ProjectorOptions {
  store: EventStore;
  log: Log;
  /** Called after each commit with the position that the read models include now. */
  advanced?: (position: number) => void;
  /** Called when a generation of another fold went live; the projector has ended then. */
  superseded?: (sentence: string) => void;
  /** longest wait for a wake-up, in ms */
  pollMs?: number;
  /** from one batch to the next, unless somebody waits for it, in ms */
  gatherMs?: number;
  limit?: BatchLimit;
  /** for tests, instead of this code's fold */
  own?: Fold;
}

const POLL_MS = 1_000;
/** From one batch to the next under load: a batch of one event costs as much as one of some. */
const GATHER_MS = 40;
const RETRY_MS = [100, 500, 2_000, 5_000];

/** Thrown if this code cannot fold the live generation. */
export class Superseded extends Error {
  override name = "Superseded";
}

export class Projector {
  readonly #options: ProjectorOptions;
  readonly #wake = new Wake();
  readonly #hurry = new Wake();
  readonly #wakeLanes = new Wake();
  readonly #stop = new AbortController();
  #position = 0;
  /** when it last moved on */
  #arrivedAt = -Infinity;
  #batches: Batches | undefined;
  /** when it was last looked up which generation is live, and where it stands */
  #followedAt = -Infinity;
  #lanes: Lanes | undefined;
  #advanced = Promise.withResolvers<void>();
  #running: Promise<void> | undefined;

  constructor(options: ProjectorOptions) {
    this.#options = options;
  }

  /** The read models' position, as far as this instance knows. */
  get position(): number {
    return this.#position;
  }

  /** Signals that the log may have grown. */
  wake = (): void => this.#wake.wake();

  /** Signals that somebody waits for what the log has now. */
  hurry = (): void => {
    this.#hurry.wake();
    this.#wake.wake();
  };

  /**
   * Waits until this or another instance has folded up to `position`.
   * @throws after `timeoutMs`, or if this instance stops
   */
  async reach(position: number, timeoutMs: number): Promise<void> {
    for (const deadline = Date.now() + timeoutMs; this.position < position;) {
      if (this.#stop.signal.aborted) throw new Error("the projector is stopping");
      if (Date.now() >= deadline) {
        throw new Error(`position ${position} was not reached within ${timeoutMs} ms`);
      }
      this.wake();
      await Promise.race([this.#advanced.promise, new Wake().wait(POLL_MS, this.#stop.signal)]);
    }
  }

  /** Follows the log until `stop`. */
  start(): void {
    this.#running ??= Promise.all([this.#run(), this.#runLanes()]).then(() => {});
  }

  /** Drops events of erased jobs that were read but not folded yet. */
  forget(jobIds: string[]): void {
    this.#batches?.forget(jobIds);
    this.#lanes?.forget(jobIds);
  }

  /** Ends after the batch in progress. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** @throws unless it is running: started and not stopped. Faults that it retries do not count. */
  check(): Promise<void> {
    if (this.#running && !this.#stop.signal.aborted) return Promise.resolve();
    return Promise.reject(new Error("the projector does not run"));
  }

  /**
   * Folds up to the head of the log, until every lane has ended or is set aside.
   * @returns the position reached
   * @throws Superseded
   */
  async catchUp(): Promise<number> {
    this.#followedAt = -Infinity;
    do await this.#advance(); while (!this.#stop.signal.aborted && await this.#stepLanes());
    return this.position;
  }

  /** Folds up to the head of the log. */
  async #advance(): Promise<void> {
    // Each batch finds out by itself if the generation is live no more, or another process was first.
    const isCurrent = performance.now() - this.#followedAt < POLL_MS;
    let batches = isCurrent && this.#batches ? this.#batches : await this.#follow();
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
      // The log's batches will find the new live generation.
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
    const { log, pollMs = POLL_MS, gatherMs = GATHER_MS } = this.#options;
    for (let failures = 0; !this.#stop.signal.aborted;) {
      try {
        await this.#advance();
        failures = 0;
        await this.#wake.wait(pollMs, this.#stop.signal);
        await this.#gather(this.#arrivedAt + gatherMs);
      } catch (error) {
        if (error instanceof Superseded) return this.#end(error);
        const retryMs = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]!;
        log.error("projecting failed, retrying", { error, retry_ms: retryMs, failures });
        await new Wake().wait(retryMs, this.#stop.signal);
      }
    }
  }

  /** Lets events come, unless somebody waits for them. */
  async #gather(until: number): Promise<void> {
    const ms = until - performance.now();
    if (ms > 0) await this.#hurry.wait(ms, this.#stop.signal);
  }

  #end({ message }: Superseded): void {
    this.#options.log.warn("the read models were switched to another fold", { reason: message });
    this.#stop.abort();
    this.#options.superseded?.(message);
  }

  /** The live generation's batches, from their current position. */
  async #follow(): Promise<Batches> {
    const live = await liveGeneration(this.#options.store.sql);
    const compatibility = compatibilityOf(live, this.#options.own ?? ownFold);
    if (compatibility.verdict !== "own") throw new Superseded(compatibility.sentence);
    if (this.#batches?.generation !== live.number) this.#work(live.number);
    this.#batches!.seek(live.position);
    this.#followedAt = performance.now();
    this.#arrive(live.position);
    return this.#batches!;
  }

  #work(generation: number): void {
    const { store, limit, log } = this.#options;
    // The checkpoint alone is not enough: a rollback moves one of a generation that is not live
    // yet.
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
      mustBeLive: true,
      standing,
      log,
      skipped: (jobId, stretch, events) => {
        this.#lanes?.offer(jobId, stretch, events);
        this.#wakeLanes.wake();
      },
    });
    this.#lanes = new Lanes({
      store,
      generation,
      mustBeLive: true,
      log,
      advanced: () => advanced?.(this.#position),
    });
  }

  #arrive(position: number): void {
    if (position === this.#position) return;
    this.#position = position;
    this.#arrivedAt = performance.now();
    this.#options.advanced?.(position);
    this.#advanced.resolve();
    this.#advanced = Promise.withResolvers();
  }
}
