/**
 * Reviews at the edge: loads a job's review and rows, decides, appends, and keeps what it folded so
 * that the next decision reads only what came since. Commands on one job go one after another; a
 * conflict with another process is decided anew.
 */
import { type Fact, jobStream, type Metadata, reviewStream, rowsStream } from "@rollcall/contracts";
import { type EventStore, newId } from "@rollcall/event-store";
import { type Command, decide, type Decision, type Refused } from "./decide.ts";
import { apply, evolve, initialReview, type Review } from "./review.ts";
import {
  emptyIndex,
  indexRows,
  type RowIndex,
  RowsNeeded,
  type RowValues,
  valuesOf,
} from "./rows.ts";

/** `version` is the log position that a reader has to reach to see what the command did. */
export type Executed =
  | { outcome: "done"; settled: number; version: number; review: Review }
  | { outcome: "unknown job" }
  | Refused;

interface Entry {
  owner: string;
  review: Review;
  index: RowIndex;
  /** the last command on this job; the next waits for it */
  last: Promise<unknown>;
}

/** Rows whose addresses are held in memory, over all jobs; the job not used for longest goes first. */
const CACHED_ROWS = 1_000_000;
const CACHED_JOBS = 500;
const TRIES = 5;

export class Reviews {
  readonly #entries = new Map<string, Entry>();

  constructor(readonly store: EventStore) {}

  /**
   * Carries a command out.
   * @param userId who asks; a job of somebody else is unknown to them. Null: the system itself
   */
  async execute(
    jobId: string,
    userId: string | null,
    command: Command,
    metadata: Metadata,
  ): Promise<Executed> {
    const entry = await this.#entry(jobId);
    if (!entry || userId !== null && entry.owner !== userId) return { outcome: "unknown job" };
    const run = entry.last.then(() => this.#run(jobId, entry, command, metadata));
    entry.last = run.catch(() => this.#entries.delete(jobId));
    return await run;
  }

  async #run(jobId: string, entry: Entry, command: Command, metadata: Metadata): Promise<Executed> {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      await this.#catchUp(jobId, entry);
      const { review } = entry;
      const decision = await this.#decide(jobId, entry, command);
      if (decision.outcome === "refused") return decision;
      const { facts, settled } = decision;
      if (!facts.length) return { outcome: "done", settled, version: review.position, review };
      const outcome = await this.store.append([{
        stream: reviewStream(jobId),
        expectedVersion: review.version,
        events: facts.map((fact) => ({ ...fact, id: newId(), metadata })),
      }]);
      if (outcome.outcome === "conflict") continue;
      facts.reduce<Review>((state, fact: Fact) => apply(state, fact), review);
      review.version += facts.length;
      review.position = outcome.position;
      return { outcome: "done", settled, version: review.position, review };
    }
    return {
      outcome: "refused",
      status: 409,
      code: "BUSY",
      detail: "Others are deciding on this job at the same time; try again.",
    };
  }

  /** Decides, looking up the rows that the decision asks for. */
  async #decide(jobId: string, { review, index }: Entry, command: Command): Promise<Decision> {
    const known = new Map<number, RowValues>();
    for (;;) {
      try {
        return decide(jobId, review, index, known, command);
      } catch (error) {
        if (!(error instanceof RowsNeeded)) throw error;
        await this.#lookUp(jobId, index, error.rowIds, known);
      }
    }
  }

  async #lookUp(
    jobId: string,
    index: RowIndex,
    rowIds: number[],
    known: Map<number, RowValues>,
  ): Promise<void> {
    const wanted = new Set(rowIds);
    const batches = new Set(rowIds.map((rowId) => batchOf(index, rowId)));
    const read = async (after: number, maxEvents: number) => {
      let left = maxEvents;
      for await (const event of this.store.readStream(rowsStream(jobId), after, { maxEvents })) {
        if (event.type === "RowsParsed") collect(event, wanted, known);
        if (--left === 0) return;
      }
    };
    // A few batches one by one, many in one sweep over the stream.
    if (batches.size > 8) await read(0, Math.max(index.batches.length, 1));
    else for (const batch of batches) await read(batch, 1);
    // An erased row has no values; it must not be asked for again.
    for (const rowId of wanted) if (!known.has(rowId)) known.set(rowId, {});
  }

  async #entry(jobId: string): Promise<Entry | undefined> {
    const cached = this.#entries.get(jobId);
    if (cached) {
      this.#entries.delete(jobId);
      this.#entries.set(jobId, cached);
      return cached;
    }
    for await (const event of this.store.readStream(jobStream(jobId), 0, { maxEvents: 1 })) {
      if (event.type !== "JobCreated") break;
      const entry: Entry = {
        owner: event.data.userId,
        review: initialReview(),
        index: emptyIndex(),
        last: Promise.resolve(),
      };
      // Two first commands at once must share one entry.
      const raced = this.#entries.get(jobId) ?? entry;
      this.#entries.set(jobId, raced);
      this.#evict();
      return raced;
    }
    return undefined;
  }

  async #catchUp(jobId: string, entry: Entry): Promise<void> {
    const { review } = entry;
    for await (const event of this.store.readStream(reviewStream(jobId), review.version)) {
      evolve(review, event);
    }
    // The rows are complete before the first question is opened, and never change after.
    if (!review.ready || entry.index.batches.length) return;
    // All of them or none: half an index would finalise half a list.
    entry.index = await this.#readRows(jobId);
    this.#evict();
  }

  async #readRows(jobId: string): Promise<RowIndex> {
    const index = emptyIndex();
    for await (const event of this.store.readStream(rowsStream(jobId))) {
      if (event.type !== "RowsParsed") continue;
      const { firstRowId, rowCount } = event.data;
      const { columns = [], rows = [] } = event.personal ?? {};
      indexRows(index, { firstRowId, columns, rows });
      while (index.emails.length < firstRowId + rowCount) index.emails.push(null);
    }
    return index;
  }

  #evict(): void {
    let rows = 0;
    for (const { index } of this.#entries.values()) rows += index.emails.length;
    for (const [jobId, { index }] of this.#entries) {
      const fits = rows <= CACHED_ROWS && this.#entries.size <= CACHED_JOBS;
      if (fits || this.#entries.size === 1) return;
      this.#entries.delete(jobId);
      rows -= index.emails.length;
    }
  }
}

/** The place in the rows stream, counted from 0, of the event that holds a row. */
function batchOf({ batches }: RowIndex, rowId: number): number {
  const after = batches.findIndex((first) => first > rowId);
  return (after < 0 ? batches.length : after) - 1;
}

function collect(
  event: { data: { firstRowId: number }; personal: Parsed | null },
  wanted: ReadonlySet<number>,
  known: Map<number, RowValues>,
): void {
  event.personal?.rows.forEach((row, i) => {
    const rowId = event.data.firstRowId + i;
    if (wanted.has(rowId)) known.set(rowId, valuesOf(row, event.personal!.columns));
  });
}

type Parsed = Pick<Parameters<typeof indexRows>[1], "columns" | "rows">;
