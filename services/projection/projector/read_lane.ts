/** Reads the next events of a lane's job, and keeps the surplus for its next slice. */
import type { RecordedEvent } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import { isUnavailable } from "@rollcall/platform/unavailable.ts";
import type { Log } from "@rollcall/platform/log.ts";
import { LRUCache } from "lru-cache";
import { positionsOf, readJob, type Stretch } from "../records/read_job.ts";
import { readAround } from "./read_around.ts";
import { factsOf } from "./weight.ts";

/** Events in the first read: two slices of full batches of rows. */
const PAGE_EVENTS = 14;
/** While events are light, each read is so many times larger, */
const PAGE_GROWTH = 4;
/** up to so many facts: a slice, */
const READ_FACTS = 4_000;
/** or so many events. */
const READ_EVENTS = 1_000;
const PAGE_BYTES = 512 << 10;
/** Lanes whose surplus events are kept. */
const KEPT_LANES = 4;

interface Kept {
  /** the position after which these are all of the job's events, up to the last one */
  position: number;
  events: RecordedEvent[];
}

export class LaneReader {
  readonly #kept = new LRUCache<string, Kept>({ max: KEPT_LANES });

  constructor(readonly store: EventStore, readonly log: Log | undefined) {}

  /** The job's first events in a stretch of the log, in order. */
  async read(jobId: string, stretch: Stretch): Promise<RecordedEvent[]> {
    const kept = this.#kept.get(jobId);
    this.#kept.delete(jobId);
    if (kept?.position === stretch.after && kept.events.length > 0) return kept.events;
    try {
      return await this.#readPages(jobId, stretch);
    } catch (error) {
      if (isUnavailable(error)) throw error;
      return await this.#readSingly(jobId, stretch);
    }
  }

  /** Reads no more than needed, since each event is decrypted and parsed. */
  async #readPages(jobId: string, { after, until }: Stretch): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    let facts = 0;
    for (let page = PAGE_EVENTS; facts < READ_FACTS && events.length < READ_EVENTS;) {
      const stretch = { after: events.at(-1)?.position ?? after, until };
      const limit = { maxEvents: page, maxBytes: PAGE_BYTES, deferred: true };
      let read = 0;
      for await (const event of readJob(this.store, jobId, stretch, limit)) {
        events.push(event);
        facts += factsOf(event);
        if (++read === page) break;
      }
      if (read < page) break;
      page = Math.min(page * PAGE_GROWTH, READ_EVENTS - events.length);
    }
    return events;
  }

  /** Keeps a slice's surplus. @param position of the slice's last event */
  keep(jobId: string, position: number, events: RecordedEvent[]): void {
    if (events.length === 0) return;
    this.#kept.set(jobId, { position, events });
  }

  /** Drops kept events of erased jobs. */
  forget(jobIds: string[]): void {
    for (const jobId of jobIds) this.#kept.delete(jobId);
  }

  /** One event, or the replacement of an unreadable one. */
  async #readSingly(jobId: string, stretch: Stretch): Promise<RecordedEvent[]> {
    const [position] = await positionsOf(this.store, jobId, stretch, 1);
    if (position === undefined) return [];
    const limit = { maxEvents: 1, maxBytes: 1 << 20, deferred: true };
    return await readAround(this.store, position - 1, limit, this.log);
  }
}
