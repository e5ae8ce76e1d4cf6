/**
 * Works on the lanes of a generation: the jobs whose events the log's batches skip. Lanes get
 * slices in turn, so that no large job waits for another to end (promise 12). A slice is a
 * transaction that moves its lane by compare-and-set, as a batch moves the checkpoint; if it fails
 * it is retried with fewer events, down to one, and then the job is set aside with a reason and
 * retried from time to time. All others go on.
 */
import type { RecordedEvent } from "@rollcall/contracts";
import {
  type EventStore,
  readCheckpoint,
  transaction,
  unparsedPersonal,
  type Wake,
} from "@rollcall/event-store";
import { isUnavailable } from "@rollcall/platform/unavailable.ts";
import type { Log } from "@rollcall/platform/log.ts";
import { fold } from "../fold/fold.ts";
import { needsOf } from "../fold/needs.ts";
import { schemaOf, subscriptionOf } from "../schema/generation.ts";
import { isLate, Swapped } from "./batches.ts";
import {
  endLanes,
  findLanes,
  type Lane,
  liveNumber,
  lockCheckpoint,
  moveLane,
  setLaneAside,
} from "./lane_table.ts";
import { loadState } from "./load.ts";
import { observeBatch } from "./observe_batch.ts";
import type { Stretch } from "../records/read_job.ts";
import { LaneReader } from "./read_lane.ts";
import { sliceOf } from "./weight.ts";
import { writeChanges } from "./write.ts";

export interface LanesOptions {
  store: EventStore;
  generation: number;
  log?: Log | undefined;
  /** Whether the generation must be the live one: otherwise nothing is folded. */
  mustBeLive?: boolean;
  /** Called after each slice. */
  advanced?: () => void;
  sliceFacts?: number;
  /** for tests, instead of the fold */
  fold?: typeof fold | undefined;
  /** how long a job that is set aside waits for its next attempt, in ms */
  asideMs?: number;
}

/** Facts per slice: short enough that other slices and batches get their turn. */
const SLICE_FACTS = 4_200;
const DEADLINE_MS = 15_000;
/** Attempts at a single event before its job is set aside. */
const TRIES = 3;
const ASIDE_MS = 60_000;

const SENTENCE =
  "A part of this job could not be prepared for display. Nothing is lost: it is retried " +
  "every minute. If it stays, contact your Rollcall administrator with the job's id.";

/** What this process remembers about a failing lane. */
interface Trouble {
  /** events in the next slice */
  events: number;
  tries: number;
  /** time of the next attempt, in ms since 1970 */
  until: number;
}

export class Lanes {
  readonly #options: LanesOptions;
  readonly #troubles = new Map<string, Trouble>();
  readonly #reader: LaneReader;

  constructor(options: LanesOptions) {
    this.#options = options;
    this.#reader = new LaneReader(options.store, options.log);
  }

  /**
   * Gives each lane one slice.
   * @returns whether any lane has more to fold now
   * @throws if the database is unavailable or `condition` throws
   */
  async step(): Promise<boolean> {
    const { store } = this.#options;
    let more = false;
    const lanes = await findLanes(store.sql, this.#schema);
    for (const id of this.#troubles.keys()) {
      if (!lanes.some((lane) => lane.job_id === id)) this.#troubles.delete(id);
    }
    for (const lane of lanes) {
      if (!this.#isDue(lane)) continue;
      more = await this.#work(lane) || more;
    }
    return more;
  }

  /** Takes over events of a lane's job that the log's batches have read: all in a stretch. */
  offer(jobId: string, stretch: Stretch, events: RecordedEvent[]): void {
    this.#reader.offer(jobId, stretch, events);
  }

  /** Drops events read of erased jobs; reread, they lack personal data. */
  forget(jobIds: string[]): void {
    this.#reader.forget(jobIds);
  }

  /** @returns whether the lane has more to fold now */
  async #work(lane: Lane): Promise<boolean> {
    const { store } = this.#options;
    const head = await readCheckpoint(store.sql, subscriptionOf(this.#options.generation));
    try {
      const stretch = { after: lane.position, until: head };
      const events = await this.#reader.read(lane.job_id, stretch);
      if (events.length === 0) return !await this.#end(lane, head);
      const slice = sliceOf(events, this.#options.sliceFacts ?? SLICE_FACTS)
        .slice(0, this.#troubles.get(lane.job_id)?.events);
      await this.#fold(lane, slice);
      this.#reader.keep(lane.job_id, slice.at(-1)!.position, events.slice(slice.length));
      this.#troubles.delete(lane.job_id);
    } catch (error) {
      await this.#fail(lane, error);
    }
    return true;
  }

  async #fold(lane: Lane, events: RecordedEvent[]): Promise<void> {
    const { store, generation, mustBeLive, log } = this.#options;
    const schema = this.#schema;
    const move = { jobId: lane.job_id, from: lane.position, to: events.at(-1)!.position };
    const write = () =>
      transaction(store.sql, async (tx) => {
        if (!await moveLane(tx, schema, move)) return undefined;
        if (mustBeLive && await liveNumber(tx) !== generation) throw new Swapped();
        const state = await loadState(tx, schema, needsOf(events));
        await writeChanges(
          tx,
          schema,
          (this.#options.fold ?? fold)(state, events, unparsedPersonal),
        );
        return events;
      }, { deadlineMs: DEADLINE_MS });
    await observeBatch({ generation, read: events, log, lane: lane.job_id }, write);
    this.#options.advanced?.();
  }

  /**
   * Ends a lane that has all of its job's events up to `head`. The log's batches are blocked
   * meanwhile, and fold the job's further events themselves again.
   * @returns whether it ended; otherwise the checkpoint has moved on
   */
  async #end(lane: Lane, head: number): Promise<boolean> {
    const { store, generation, mustBeLive } = this.#options;
    const schema = this.#schema;
    const ended = await transaction(store.sql, async (tx) => {
      const site = { schema, subscription: subscriptionOf(generation), from: head };
      const standing = await lockCheckpoint(tx, site);
      if (!standing) return false;
      if (mustBeLive && standing.live !== generation) throw new Swapped();
      await endLanes(tx, schema, [lane.job_id]);
      return true;
    });
    // It is complete up to there, for queries that wait for it.
    if (!ended) {
      await transaction(store.sql, async (tx) => {
        await moveLane(tx, schema, { jobId: lane.job_id, from: lane.position, to: head });
      });
    }
    this.#options.advanced?.();
    return ended;
  }

  #isDue({ job_id }: Lane): boolean {
    return (this.#troubles.get(job_id)?.until ?? 0) <= Date.now();
  }

  async #fail(lane: Lane, error: unknown): Promise<void> {
    // A database outage is not the lane's fault.
    if (error instanceof Swapped || isUnavailable(error) && !isLate(error)) throw error;
    const { store, log, asideMs = ASIDE_MS } = this.#options;
    const { events, tries } = this.#troubles.get(lane.job_id) ?? { events: 64, tries: 0 };
    log?.error("folding a job failed", { job_id: lane.job_id, position: lane.position, error });
    if (events > 1) {
      const fewer = Math.max(1, events >> 3);
      this.#troubles.set(lane.job_id, { events: fewer, tries: 0, until: 0 });
    } else if (tries + 1 < TRIES) {
      this.#troubles.set(lane.job_id, { events, tries: tries + 1, until: 0 });
    } else {
      await transaction(store.sql, async (tx) => {
        const { job_id: jobId, position } = lane;
        await setLaneAside(tx, this.#schema, { jobId, position, sentence: SENTENCE });
      });
      const until = Date.now() + asideMs;
      this.#troubles.set(lane.job_id, { events, tries: tries, until });
      this.#options.advanced?.();
    }
  }

  get #schema(): string {
    return schemaOf(this.#options.generation);
  }
}

/** Runs `lanes` until stopped, on each wake-up or interval. */
export async function workLanes(
  lanes: () => Promise<boolean>,
  { wake, signal, log, pollMs }: { wake: Wake; signal: AbortSignal; log: Log; pollMs: number },
): Promise<void> {
  while (!signal.aborted) {
    try {
      if (await lanes()) continue;
    } catch (error) {
      log.warn("the lanes are paused", { error });
    }
    await wake.wait(pollMs, signal);
  }
}
