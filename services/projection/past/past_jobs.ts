/**
 * Jobs as they were at a position of the log, folded anew from their streams. Everything is bounded:
 * one job is folded at a time, few wait for their turn, a job of more lines than the limit is
 * refused, and the folded ones that are kept have no more than that together, for a minute at most. A
 * job that was erased has no past: that is asked each time, and what is kept of it is dropped.
 */
import { jobStream, type RecordedEvent } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import { HttpProblem, notFound, unavailable, validationFailed } from "@rollcall/runtime/problem.ts";
import { JobTables } from "./job_tables.ts";
import { PastRecords } from "./past_records.ts";
import { readJob } from "../records/read_job.ts";

export interface PastLimits {
  /** rows, edits and events of one job, and of all jobs that are kept */
  lines: number;
  /** requests that may wait for another's fold */
  waiting: number;
  /** how long one fold may take */
  foldMs: number;
  /** how long a folded job is kept */
  keptMs: number;
}

/** 200,000 rows of six columns were 85 MB of memory, folded in 0.8 s. */
const LIMITS: PastLimits = { lines: 200_000, waiting: 16, foldMs: 15_000, keptMs: 60_000 };
/** Events folded in one go: between two of them other requests get their turn. */
const BATCH_EVENTS = 4;

interface Kept {
  job: PastRecords;
  lines: number;
  until: number;
}

export class PastJobs {
  readonly #store: EventStore;
  readonly #limits: PastLimits;
  /** The one asked for longest ago comes first. */
  readonly #kept = new Map<string, Kept>();
  readonly #folding = new Map<string, Promise<PastRecords>>();
  #turn: Promise<unknown> = Promise.resolve();
  #head = 0;

  constructor(store: EventStore, limits: Partial<PastLimits> = {}) {
    this.#store = store;
    this.#limits = { ...LIMITS, ...limits };
  }

  /**
   * A user's job as it was at `position`.
   * @throws HttpProblem 404 where it did not exist then, was deleted since or is another user's, 422
   * where the log has no such position, 413 where it is too large, 503 where too many wait
   */
  async at(userId: string, jobId: string, position: number): Promise<PastRecords> {
    await this.#requireReached(position);
    const key = `${jobId}@${position}`;
    const job = this.#find(key) ?? await this.#foldOwn(key, userId, jobId, position);
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

  /** Looks whose job it is before anything is folded: a stranger must not cost more than that. */
  async #foldOwn(
    key: string,
    userId: string,
    jobId: string,
    position: number,
  ): Promise<PastRecords> {
    if (await this.#store.keyring.isErased(jobId)) throw notFound("job");
    const created = await firstOf(this.#store, jobId);
    const isOwn = created?.type === "JobCreated" && created.data.userId === userId;
    if (!isOwn || created.position > position) throw notFound("job");
    const underWay = this.#folding.get(key);
    if (underWay) return await underWay;
    // Another's fold may have ended while we asked.
    const folded = this.#find(key);
    if (folded) return folded;
    if (this.#folding.size > this.#limits.waiting) {
      throw unavailable("Too many look at the past right now; try again shortly.", 2);
    }
    const folding = this.#turn.then(() => this.#fold(key, jobId, position));
    this.#turn = folding.catch(() => {});
    this.#folding.set(key, folding);
    return await folding.finally(() => this.#folding.delete(key));
  }

  async #fold(key: string, jobId: string, position: number): Promise<PastRecords> {
    const deadline = Date.now() + this.#limits.foldMs;
    const tables = new JobTables();
    let batch: RecordedEvent[] = [], lines = 0;
    for await (const event of readJob(this.#store, jobId, { after: 0, until: position })) {
      batch.push(event);
      lines += linesOf(event);
      if (lines > this.#limits.lines) throw tooLarge(this.#limits.lines);
      if (Date.now() > deadline) throw unavailable("Reading the job's past took too long.", 5);
      if (batch.length < BATCH_EVENTS) continue;
      tables.apply(batch);
      batch = [];
    }
    tables.apply(batch);
    if (!tables.job) throw notFound("job");
    const job = new PastRecords(tables, () => this.#store.keyring.isErased(jobId));
    this.#keep(key, { job, lines, until: Date.now() + this.#limits.keptMs });
    return job;
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.set(key, kept);
    let lines = [...this.#kept.values()].reduce((sum, entry) => sum + entry.lines, 0);
    for (const [oldest, entry] of this.#kept) {
      if (lines <= this.#limits.lines) return;
      this.#kept.delete(oldest);
      lines -= entry.lines;
    }
  }
}

async function firstOf(store: EventStore, jobId: string): Promise<RecordedEvent | undefined> {
  for await (const event of store.readStream(jobStream(jobId), 0, { maxEvents: 1 })) return event;
  return undefined;
}

/** What an event leaves in memory, in lines of a table. */
function linesOf(event: RecordedEvent): number {
  switch (event.type) {
    case "RowsParsed":
      return 1 + event.data.rowCount;
    case "IssuesOpened":
      return 1 + event.data.issues.length;
    case "IssuesResolved":
      return 1 + event.data.resolutions.length + (event.personal?.edits.length ?? 0);
    case "RowsMerged":
      return 1 + event.data.merges.length + (event.personal?.fills.length ?? 0);
    default:
      return 1;
  }
}

function tooLarge(lines: number): HttpProblem {
  const detail =
    `The past of a job of more than ${lines.toLocaleString("en-US")} rows, edits and ` +
    `events is not shown; ask without at_version for the job as it is now.`;
  return new HttpProblem(413, detail, { code: "PAST_TOO_LARGE" });
}
