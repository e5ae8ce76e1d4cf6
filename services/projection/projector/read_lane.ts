/**
 * Reads the next events of a lane's job. Keeps the surplus for its next slice, and what the log's
 * batches have read of it and skipped, so that it is not read twice.
 */
import type { RecordedEvent } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import { isUnavailable } from "@rollcall/platform/unavailable.ts";
import type { Log } from "@rollcall/platform/log.ts";
import { LRUCache } from "lru-cache";
import { positionsOf, readJob, type Stretch } from "../records/read_job.ts";
import { readAround } from "./read_around.ts";
import { factsOf } from "./weight.ts";

/** Events in the first read: two slices of full batches of rows. */
const PAGE_EVENTS = 10;
/** While events are light, each read is so many times larger, */
const PAGE_GROWTH = 4;
/** up to so many facts: a slice, */
const READ_FACTS = 4_000;
/** or so many events. */
const READ_EVENTS = 1_000;
const PAGE_BYTES = 512 << 10;
/** Lanes whose events are kept, */
const KEPT_LANES = 4;
/** up to so many facts each, since a lane may be far behind the log. */
const KEPT_FACTS = 20_000;

/** All of a job's events in a stretch of the log. */
interface Kept extends Stretch {
  events: RecordedEvent[];
}

export class LaneReader {
  readonly #kept = new LRUCache<string, Kept>({ max: KEPT_LANES });

  constructor(readonly store: EventStore, readonly log: Log | undefined) {}

  /** The job's first events in a stretch of the log, in order. */
  async read(jobId: string, stretch: Stretch): Promise<RecordedEvent[]> {
    const kept = this.#kept.get(jobId);
    if (kept && kept.after <= stretch.after) {
      const events = kept.events.filter(({ position }) => position > stretch.after);
      if (events.length > 0) return events;
    }
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
    const kept = this.#kept.get(jobId);
    const until = events.at(-1)?.position ?? position;
    const isContinued = kept && kept.after <= until && until <= kept.until;
    const further = isContinued ? kept.events.filter((event) => event.position > until) : [];
    this.#kept.set(jobId, {
      after: position,
      until: isContinued ? kept.until : until,
      events: [...events, ...further],
    });
  }

  /** Takes over what was read of a stretch: `events` are all of the job's in it. */
  offer(jobId: string, { after, until }: Stretch, events: RecordedEvent[]): void {
    const kept = this.#kept.get(jobId);
    if (kept?.until === after) {
      const facts = [...kept.events, ...events].reduce((sum, event) => sum + factsOf(event), 0);
      if (facts > KEPT_FACTS) return;
      kept.events.push(...events);
      kept.until = until;
    } else if (!kept?.events.length) this.#kept.set(jobId, { after, until, events });
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
