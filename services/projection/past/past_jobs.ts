/**
 * Jobs as they were at a position of the log, folded again from their streams. Everything is
 * bounded: one job is folded at a time, users in turn, in slices between which other requests are
 * answered; only a few may wait; a job beyond the limits is refused before it is read, and the
 * folded jobs that are cached stay within the same limits, for a minute at most. An erased job has
 * no past: that is checked each time, and its cache entry is dropped.
 */
import { jobStream, type RecordedEvent } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import { NOT_BEGUN, WorkerSlots } from "@rollcall/platform/fairness/worker_slots.ts";
import { takeSlice } from "@rollcall/platform/fairness/time_slices.ts";
import { factsOf } from "../projector/weight.ts";
import { readJob } from "../records/read_job.ts";
import { Refused } from "../refusal.ts";
import { JobTables } from "./job_tables.ts";
import { PastRecords } from "./past_records.ts";
import { type PastSize, sizeOfPast } from "./past_size.ts";

export interface PastLimits {
  /** rows, edits and events of one job, and of all jobs that are kept */
  lines: number;
  /** the same in bytes of the log; in memory they are two to three times as many */
  bytes: number;
  /** moments that may wait for another's fold */
  waiting: number;
  /** moments of one user that are folded or wait */
  ofUser: number;
  /** how long one fold may take */
  foldMs: number;
  /** how long a folded job is kept */
  keptMs: number;
}

/** 200,000 rows of six columns are 37 MB of the log, and were 85 MB of memory. */
const SIZE = { lines: 200_000, bytes: 48 << 20 };
const MOMENTS = { waiting: 16, ofUser: 3 };
const LIMITS: PastLimits = { ...SIZE, ...MOMENTS, foldMs: 15_000, keptMs: 60_000 };
/** Events that one read brings: they are opened and parsed in one go. */
const PAGE = { maxEvents: 100, maxBytes: 128 << 10 };
/** Rows that are written to the tables at a time: in between, others get their turn. */
const SLICE_LINES = 100;

interface Kept extends PastSize {
  job: PastRecords;
  /** drops it, should nobody ask for it again */
  expiry: ReturnType<typeof setTimeout>;
}

/** A moment of a job, and who asks for it. */
interface Moment {
  key: string;
  userId: string;
  jobId: string;
  position: number;
}

export class PastJobs {
  readonly #store: EventStore;
  readonly #limits: PastLimits;
  /** The one asked for longest ago comes first. */
  readonly #kept = new Map<string, Kept>();
  readonly #folding = new Map<string, { userId: string; job: Promise<PastRecords> }>();
  readonly #places = new WorkerSlots(1);
  #head = 0;

  constructor(store: EventStore, limits: Partial<PastLimits> = {}) {
    this.#store = store;
    this.#limits = { ...LIMITS, ...limits };
  }

  /**
   * A user's job as it was at `position`.
   * @throws Refused "unknown job" where it did not exist then, was deleted since or is another
   * user's, "unknown past" where the log has no such position, "past too large", "past too slow",
   * "too many pasts" where he asks for too many at once, "pasts full" where too many wait
   */
  async at(userId: string, jobId: string, position: number): Promise<PastRecords> {
    await this.#requireReached(position);
    const key = `${jobId}@${position}`;
    const job = this.#find(key) ?? await this.#foldOwn({ key, userId, jobId, position });
    // Checked after the fold, which takes time: what was erased meanwhile is not shown.
    if (job.job.user_id !== userId || !await job.jobNow()) {
      throw new Refused({ outcome: "unknown job" });
    }
    return job;
  }

  /** Drops what is kept of jobs that were erased. */
  forget(jobIds: string[]): void {
    const erased = new Set(jobIds);
    for (const [key, { job }] of this.#kept) if (erased.has(job.job.id)) this.#drop(key);
  }

  /** Jobs, each as of one moment, that are kept. */
  get kept(): number {
    return this.#kept.size;
  }

  async #requireReached(position: number): Promise<void> {
    if (position <= this.#head) return;
    this.#head = await this.#store.head();
    if (position <= this.#head) return;
    throw new Refused({ outcome: "unknown past", position, head: this.#head });
  }

  #find(key: string): PastRecords | undefined {
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    if (!kept) return undefined;
    this.#kept.set(key, kept);
    return kept.job;
  }

  /** Looks whose job it is, and how large, before anything is folded. */
  async #foldOwn(moment: Moment): Promise<PastRecords> {
    const { key, userId, jobId, position } = moment;
    if (await this.#store.keyring.isErased(jobId)) throw new Refused({ outcome: "unknown job" });
    const created = await firstOf(this.#store, jobId);
    const isOwn = created?.type === "JobCreated" && created.data.userId === userId;
    if (!isOwn || created.position > position) throw new Refused({ outcome: "unknown job" });
    const known = this.#folding.get(key)?.job ?? this.#find(key);
    if (known) return await known;
    const size = await sizeOfPast(this.#store, jobId, position, this.#limits.bytes);
    this.#requireFits(size);
    // Another's fold may have begun, or ended, while we asked.
    const folded = this.#folding.get(key)?.job ?? this.#find(key);
    if (folded) return await folded;
    this.#requirePlace(userId);
    const job = this.#inTurn(moment, size.bytes);
    this.#folding.set(key, { userId, job });
    return await job.finally(() => this.#folding.delete(key));
  }

  #requireFits(size: PastSize): void {
    if (this.#fits(size)) return;
    const { lines, bytes } = this.#limits;
    throw new Refused({ outcome: "past too large", lines, bytes });
  }

  #fits({ lines, bytes }: PastSize): boolean {
    return lines <= this.#limits.lines && bytes <= this.#limits.bytes;
  }

  #requirePlace(userId: string): void {
    const { ofUser, waiting } = this.#limits;
    const own = [...this.#folding.values()].filter((folding) => folding.userId === userId).length;
    if (own >= ofUser) throw new Refused({ outcome: "too many pasts", own, limit: ofUser });
    if (this.#folding.size > waiting) throw new Refused({ outcome: "pasts full" });
  }

  async #inTurn(moment: Moment, bytes: number): Promise<PastRecords> {
    const job = await this.#places.run(moment.userId, () => this.#fold(moment, bytes));
    if (job === NOT_BEGUN) throw new Error("the places for the past are closed");
    return job;
  }

  async #fold({ key, userId, jobId, position }: Moment, bytes: number): Promise<PastRecords> {
    const deadline = Date.now() + this.#limits.foldMs;
    const tables = new JobTables();
    const size = { lines: 0, bytes };
    let slice = 0;
    const spend = async (lines: number) => {
      if ((slice += lines) < SLICE_LINES) return;
      slice = 0;
      await takeSlice(userId);
      if (Date.now() > deadline) throw new Refused({ outcome: "past too slow" });
    };
    const stretch = { after: 0, until: position };
    for await (const event of readJob(this.#store, jobId, stretch, PAGE)) {
      size.lines += factsOf(event);
      this.#requireFits(size);
      for (const lines of tables.applying([event])) await spend(lines);
    }
    if (!tables.job) throw new Refused({ outcome: "unknown job" });
    const job = new PastRecords(tables, () => this.#store.keyring.isErased(jobId));
    this.#keep(key, job, size);
    return job;
  }

  #keep(key: string, job: PastRecords, own: PastSize): void {
    this.#drop(key);
    // It holds only the key: an entry that was dropped must not live on in it.
    const expiry = setTimeout(() => this.#drop(key), this.#limits.keptMs);
    Deno.unrefTimer(expiry);
    this.#kept.set(key, { job, ...own, expiry });
    const size = { lines: 0, bytes: 0 };
    for (const { lines, bytes } of this.#kept.values()) {
      size.lines += lines;
      size.bytes += bytes;
    }
    for (const [oldest, { lines, bytes }] of this.#kept) {
      if (this.#fits(size)) return;
      this.#drop(oldest);
      size.lines -= lines;
      size.bytes -= bytes;
    }
  }

  #drop(key: string): void {
    clearTimeout(this.#kept.get(key)?.expiry);
    this.#kept.delete(key);
  }
}

async function firstOf(store: EventStore, jobId: string): Promise<RecordedEvent | undefined> {
  for await (const event of store.readStream(jobStream(jobId), 0, { maxEvents: 1 })) return event;
  return undefined;
}
