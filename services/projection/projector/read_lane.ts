/** The next events of a job that has a lane, the rest of what was read kept for its next slice. */
import type { RecordedEvent } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import { isAway } from "@rollcall/runtime/away.ts";
import type { Log } from "@rollcall/runtime/log.ts";
import { positionsOf, readJob, type Stretch } from "../records/read_job.ts";
import { readAround } from "./read_around.ts";

/** Events that are read at a time: at most 32,000 rows. */
const PAGE_EVENTS = 64;
/** Lanes of which events are kept. */
const KEPT_LANES = 4;

interface Kept {
  /** the events are all that the job has behind it, up to the last of them */
  position: number;
  events: RecordedEvent[];
}

export class LaneReader {
  readonly #kept = new Map<string, Kept>();

  constructor(readonly store: EventStore, readonly log: Log | undefined) {}

  /** The job's events in a stretch of the log, in order; the first ones of many. */
  async read(jobId: string, stretch: Stretch): Promise<RecordedEvent[]> {
    const kept = this.#kept.get(jobId);
    this.#kept.delete(jobId);
    if (kept?.position === stretch.after && kept.events.length > 0) return kept.events;
    try {
      const events: RecordedEvent[] = [];
      for await (const event of readJob(this.store, jobId, stretch)) {
        if (events.push(event) === PAGE_EVENTS) break;
      }
      return events;
    } catch (error) {
      if (isAway(error)) throw error;
      return await this.#readSingly(jobId, stretch);
    }
  }

  /** Keeps what a slice has left. @param position of the slice's last event */
  keep(jobId: string, position: number, events: RecordedEvent[]): void {
    if (events.length === 0) return;
    this.#kept.set(jobId, { position, events });
    if (this.#kept.size > KEPT_LANES) this.#kept.delete(this.#kept.keys().next().value!);
  }

  /** Drops what is kept of jobs that were erased. */
  forget(jobIds: string[]): void {
    for (const jobId of jobIds) this.#kept.delete(jobId);
  }

  /** One event, or what stands in the place of one that cannot be read. */
  async #readSingly(jobId: string, stretch: Stretch): Promise<RecordedEvent[]> {
    const [position] = await positionsOf(this.store, jobId, stretch, 1);
    if (position === undefined) return [];
    const limit = { maxEvents: 1, maxBytes: 1 << 20 };
    return await readAround(this.store, position - 1, limit, this.log);
  }
}
