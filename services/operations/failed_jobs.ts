/**
 * Counts FAILED jobs by the stage that failed, folded incrementally from the log's headers.
 * Unreadable files need no operator: they are counted and forgotten, so that memory holds only the
 * jobs that wait for one.
 */
import { type EventType, parseStream, Stage } from "@rollcall/contracts";
import type { FailedJob, FailedJobs as Figures } from "@rollcall/contracts/api";
import type { EventHeader, EventStore } from "@rollcall/event-store";

/** What an event does to its job's being FAILED. */
const EFFECTS: Record<EventType, "enters" | "leaves" | "unreadable" | undefined> = {
  JobFailed: "enters",
  ParsingFailed: "unreadable",
  JobRetried: "leaves",
  ParsingStarted: "leaves",
  DedupeCompleted: "leaves",
  JobFinalized: "leaves",
  JobDeleted: "leaves",
  JobCreated: undefined,
  UploadKeyUsed: undefined,
  FileRecognized: undefined,
  RowsParsed: undefined,
  ParsingCompleted: undefined,
  IssuesOpened: undefined,
  IssuesRevised: undefined,
  IssuesResolved: undefined,
  IssuesReopened: undefined,
  RowsEdited: undefined,
  RowsExcluded: undefined,
  RowsBroughtBack: undefined,
  RowsChangeUndone: undefined,
  ReviewRestored: undefined,
  RowsMerged: undefined,
  MappingRemembered: undefined,
};
const effects = new Map(Object.entries(EFFECTS).filter(([, effect]) => effect));
const types = [...effects.keys()];
const PAGE_EVENTS = 5_000;
/** Pages per read: after a start, the counts of a long log take several reads to catch up. */
const PAGES = 10;
/** Every JobFailed is shorter; longer events are read without data. */
const DATA_BYTES = 4_096;
/** Jobs that are listed. */
const LISTED_JOBS = 100;

/** Why and when a job was set aside. */
interface SetAside {
  stage: Stage;
  message: string;
  failedAt: string;
  /** how often that happened since it got on last */
  failures: number;
}

export class FailedJobCounter {
  readonly #store: EventStore;
  readonly #jobs = new Map<string, SetAside>();
  /** of jobs that were started again and have not got on since */
  readonly #failures = new Map<string, number>();
  #unreadable = 0;
  #position = 0;
  #reading: Promise<Figures> | undefined;

  constructor(store: EventStore) {
    this.#store = store;
  }

  /** The counts as of their position, which is the head unless there is much to read. */
  read(): Promise<Figures> {
    return this.#reading ??= this.#read().finally(() => this.#reading = undefined);
  }

  /** The jobs that wait for an operator, each with the stage that failed, as of now. */
  async setAside(): Promise<ReadonlyMap<string, { stage: Stage }>> {
    const head = await this.#store.head();
    while (this.#position < head) await this.read();
    return this.#jobs;
  }

  /** The newest of them, for operators. */
  async list(): Promise<FailedJob[]> {
    await this.read();
    const newest = [...this.#jobs].slice(-LISTED_JOBS).reverse();
    return newest.map(([job_id, { stage, message, failedAt, failures }]) => {
      return { job_id, stage, message, failed_at: failedAt, failures };
    });
  }

  async #read(): Promise<Figures> {
    for (let page = 0; page < PAGES; page++) {
      // Positions are dense and in commit order: the next read includes everything up to this head.
      const head = await this.#store.head();
      if (head === this.#position) break;
      const events = await this.#store.readHeaders(this.#position, {
        maxEvents: PAGE_EVENTS,
        maxDataBytes: DATA_BYTES,
        types,
      });
      for (const event of events) this.#apply(event);
      const last = events.at(-1)?.position ?? 0;
      this.#position = events.length < PAGE_EVENTS ? Math.max(head, last) : last;
    }
    return this.#figures();
  }

  #apply({ type, stream, data, recordedAt }: EventHeader): void {
    const jobId = parseStream(stream).id;
    const effect = effects.get(type);
    const before = this.#jobs.get(jobId)?.failures ?? this.#failures.get(jobId) ?? 0;
    this.#jobs.delete(jobId);
    this.#failures.delete(jobId);
    if (effect === "enters") {
      const { stage = "parsing", message = "" } = (data ?? {}) as {
        stage?: Stage;
        message?: string;
      };
      this.#jobs.set(jobId, { stage, message, failedAt: recordedAt, failures: before + 1 });
    } else if (type === "JobRetried") this.#failures.set(jobId, before);
    else if (effect === "unreadable") this.#unreadable++;
  }

  #figures(): Figures {
    const none = Stage.options.map((stage) => [stage, 0]);
    const counts = Object.fromEntries(none) as Record<Stage, number>;
    for (const { stage } of this.#jobs.values()) counts[stage]++;
    return { ...counts, unreadable_files: this.#unreadable, position: this.#position };
  }
}
