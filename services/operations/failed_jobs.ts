/**
 * Counts FAILED jobs by the step that failed, folded incrementally from the log's headers.
 * Unreadable files need no operator: they are counted and forgotten, so that memory holds only the
 * jobs that wait for one.
 */
import { type EventType, parseStream, type Stage } from "@rollcall/contracts";
import type { FailedJobs as Figures } from "@rollcall/contracts/api";
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

export class FailedJobs {
  readonly #store: EventStore;
  readonly #stages = new Map<string, Stage>();
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

  /** The jobs that wait for an operator, each with the step that failed, as of now. */
  async setAside(): Promise<ReadonlyMap<string, Stage>> {
    const head = await this.#store.head();
    while (this.#position < head) await this.read();
    return this.#stages;
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

  #apply({ type, stream, data }: EventHeader): void {
    const jobId = parseStream(stream).id;
    const effect = effects.get(type);
    if (effect === "enters") {
      this.#stages.set(jobId, (data as { stage: Stage } | null)?.stage ?? "parsing");
    } else {
      this.#stages.delete(jobId);
      if (effect === "unreadable") this.#unreadable++;
    }
  }

  #figures(): Figures {
    const counts = { parsing: 0, dedupe: 0, review: 0 };
    for (const stage of this.#stages.values()) counts[stage]++;
    return { ...counts, unreadable_files: this.#unreadable, position: this.#position };
  }
}
