/**
 * Jobs as they were at a position of the log, folded anew from their streams. Everything is bounded:
 * one job is folded at a time, users in turn, in slices between which everybody else is answered; few
 * wait for their turn; a job that comes to more than the limits is refused before it is read, and the
 * folded ones that are kept come to no more than that together, for a minute at most. A job that was
 * erased has no past: that is asked each time, and what is kept of it is dropped.
 */
import { jobStream, type RecordedEvent } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import {
  HttpProblem,
  limitReached,
  notFound,
  unavailable,
  validationFailed,
} from "@rollcall/runtime/problem.ts";
import { NOT_BEGUN, Places } from "@rollcall/runtime/turns/places.ts";
import { takeSlice } from "@rollcall/runtime/turns/slices.ts";
import { factsOf } from "../projector/weight.ts";
import { readJob } from "../records/read_job.ts";
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
/** Lines that are put in their tables in one go: between two of them others get their turn. */
const SLICE_LINES = 500;
/** When who is refused for his other moments may come back. */
const COME_BACK_S = 2;

interface Kept extends PastSize {
  job: PastRecords;
  until: number;
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
  readonly #places = new Places(1);
  #head = 0;

  constructor(store: EventStore, limits: Partial<PastLimits> = {}) {
    this.#store = store;
    this.#limits = { ...LIMITS, ...limits };
  }

  /**
   * A user's job as it was at `position`.
   * @throws HttpProblem 404 where it did not exist then, was deleted since or is another user's, 422
   * where the log has no such position, 413 where it is too large, 429 where he asks for too many
   * moments at once, 503 where too many wait
   */
  async at(userId: string, jobId: string, position: number): Promise<PastRecords> {
    await this.#requireReached(position);
    const key = `${jobId}@${position}`;
    const job = this.#find(key) ?? await this.#foldOwn({ key, userId, jobId, position });
    // Behind the fold, which takes its time: what was erased meanwhile is not shown.
    if (job.job.user_id !== userId || !await job.jobNow()) throw notFound("job");
    return job;
  }

  /** Drops what is kept of jobs that were erased. */
  forget(jobIds: string[]): void {
    const erased = new Set(jobIds);
    for (const [key, { job }] of this.#kept) if (erased.has(job.job.id)) this.#kept.delete(key);
  }

  /** Jobs, each as of one moment, that are kept. */
  get kept(): number {
    return this.#kept.size;
  }

  async #requireReached(position: number): Promise<void> {
    if (position <= this.#head) return;
    this.#head = await this.#store.head();
    if (position <= this.#head) return;
    throw validationFailed([{
      path: "query.at_version",
      message: `${position} is no version yet: the newest is ${this.#head}`,
    }]);
  }

  #find(key: string): PastRecords | undefined {
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    if (!kept || kept.until < Date.now()) return undefined;
    this.#kept.set(key, kept);
    return kept.job;
  }

  /** Looks whose job it is, and how large, before anything is folded. */
  async #foldOwn(moment: Moment): Promise<PastRecords> {
    const { key, userId, jobId, position } = moment;
    if (await this.#store.keyring.isErased(jobId)) throw notFound("job");
    const created = await firstOf(this.#store, jobId);
    const isOwn = created?.type === "JobCreated" && created.data.userId === userId;
    if (!isOwn || created.position > position) throw notFound("job");
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
    if (!this.#fits(size)) throw tooLarge(this.#limits);
  }

  #fits({ lines, bytes }: PastSize): boolean {
    return lines <= this.#limits.lines && bytes <= this.#limits.bytes;
  }

  #requirePlace(userId: string): void {
    const { ofUser, waiting } = this.#limits;
    const own = [...this.#folding.values()].filter((folding) => folding.userId === userId).length;
    if (own >= ofUser) throw tooMany(own, ofUser);
    if (this.#folding.size > waiting) {
      throw unavailable("Too many look at the past right now; try again shortly.", 2);
    }
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
      if (Date.now() > deadline) throw unavailable("Reading the job's past took too long.", 5);
    };
    const stretch = { after: 0, until: position };
    for await (const event of readJob(this.#store, jobId, stretch, PAGE)) {
      size.lines += factsOf(event);
      this.#requireFits(size);
      for (const lines of tables.applying([event])) await spend(lines);
    }
    if (!tables.job) throw notFound("job");
    const job = new PastRecords(tables, () => this.#store.keyring.isErased(jobId));
    this.#keep(key, { job, ...size, until: Date.now() + this.#limits.keptMs });
    return job;
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.set(key, kept);
    const size = { lines: 0, bytes: 0 };
    for (const { lines, bytes } of this.#kept.values()) {
      size.lines += lines;
      size.bytes += bytes;
    }
    for (const [oldest, { lines, bytes }] of this.#kept) {
      if (this.#fits(size)) return;
      this.#kept.delete(oldest);
      size.lines -= lines;
      size.bytes -= bytes;
    }
  }
}

async function firstOf(store: EventStore, jobId: string): Promise<RecordedEvent | undefined> {
  for await (const event of store.readStream(jobStream(jobId), 0, { maxEvents: 1 })) return event;
  return undefined;
}

function tooLarge({ lines, bytes }: PastLimits): HttpProblem {
  const detail =
    `The past of a job of more than ${lines.toLocaleString("en-US")} rows, edits and events, or ` +
    `${bytes >> 20} MiB of them, is not shown; ask without at_version for the job as it is now.`;
  return new HttpProblem(413, detail, { code: "PAST_TOO_LARGE" });
}

function tooMany(own: number, limit: number): HttpProblem {
  const detail = `You have asked for ${own} moments of the past that are still being read, and ` +
    `that is the most at once; try again when one of them is answered.`;
  return limitReached({ code: "PASTS_READ", detail, limit, retryAfterS: COME_BACK_S });
}
