/**
 * Appends row batches while further ones are read: those gathered during one append go into the
 * next. The number of batches held is bounded: `write` waits if the store is slower.
 */
import { hasError } from "@rollcall/contacts";
import { type Fact, problemsOf, rowsStream } from "@rollcall/contracts";
import { derivedId, type EventStore, type NewEvent } from "@rollcall/event-store";
import { measureBatch } from "@rollcall/platform/metrics.ts";
import { appendAlone } from "@rollcall/platform/only_writer.ts";
import { causedBy } from "@rollcall/platform/reactions.ts";
import { appendHeld, type JobEvents } from "./job_events.ts";
import type { RowBatch } from "./read_rows.ts";

const WAITING_BATCHES = 4;
/** Batches per append, since other jobs' appends in this process wait for it. */
const APPEND_BATCHES = 4;

export class RowWriter {
  #waiting: NewEvent[] = [];
  #running: Promise<void> | undefined;
  #failure: unknown;
  /** what is to go with the last rows */
  #end: Fact | undefined;

  /**
   * @param jobEvents the job's own events: those that are held go with the first rows, and a concurrent
   * change of the job ends the writing
   * @param version the rows stream's version
   * @param nextRowId the first row that is not stored yet; earlier rows are skipped
   */
  constructor(
    readonly store: EventStore,
    readonly jobEvents: JobEvents,
    private version: number,
    private nextRowId: number,
  ) {}

  /** @throws what an earlier append threw */
  async write(batch: RowBatch): Promise<void> {
    const rest = withoutStored(batch, this.nextRowId);
    if (!rest) return;
    this.nextRowId = rest.firstRowId + rest.rows.length;
    this.#waiting.push(this.#toEvent(rest));
    // All of a small file may fit into one append.
    const waits = this.jobEvents.isSmall && this.#waiting.length < APPEND_BATCHES;
    if (!waits) this.#running ??= this.#run();
    while (this.#waiting.length >= WAITING_BATCHES && !this.#failure) await this.#running;
    if (this.#failure) throw this.#failure;
  }

  /**
   * Resolves once everything written is stored, with `end` on the job's stream after the last row.
   * @throws what an append threw
   */
  async finish(end?: Fact): Promise<void> {
    this.#end = end;
    await this.#running;
    if (this.#waiting.length && !this.#failure) await this.#run();
    if (this.#failure) throw this.#failure;
    if (!this.#end) return;
    this.jobEvents.hold(this.#end);
    await appendHeld(this.store, this.jobEvents);
  }

  async #run(): Promise<void> {
    try {
      while (this.#waiting.length && !this.#failure) {
        const events = this.#waiting.splice(0, APPEND_BATCHES);
        const end = this.#waiting.length ? undefined : this.#end;
        const startedAt = performance.now();
        const own = this.jobEvents.around(
          { stream: rowsStream(this.#jobId), expectedVersion: this.version, events },
          end,
        );
        await appendAlone(this.store, own);
        this.version += events.length;
        this.jobEvents.appended(own);
        if (end) this.#end = undefined;
        for (const event of events) measureBatch("rows", rowCount(event), startedAt);
      }
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#running = undefined;
    }
  }

  get #jobId(): string {
    return this.jobEvents.job.created!.data.jobId;
  }

  #toEvent(batch: RowBatch): NewEvent {
    const lastRowId = batch.firstRowId + batch.rows.length - 1;
    return {
      // Both ends: a parser that splits batches differently must get a conflict, not a duplicate.
      id: derivedId(this.jobEvents.cause.id, `rows ${batch.firstRowId} to ${lastRowId}`),
      type: "RowsParsed",
      data: {
        jobId: this.#jobId,
        firstRowId: batch.firstRowId,
        rowCount: batch.rows.length,
        validCount: batch.validCount,
        bytesRead: batch.bytesRead,
      },
      personal: { columns: batch.columns, rows: batch.rows },
      metadata: causedBy(this.jobEvents.cause),
    };
  }
}

const rowCount = (event: NewEvent) => event.type === "RowsParsed" ? event.data.rowCount : 0;

/** The part of a batch that is not stored yet; undefined if all of it is. */
function withoutStored(batch: RowBatch, nextRowId: number): RowBatch | undefined {
  const skip = nextRowId - batch.firstRowId;
  if (skip <= 0) return batch;
  const rows = batch.rows.slice(skip);
  if (!rows.length) return undefined;
  const validCount = rows.filter((row) => !hasError(problemsOf(row))).length;
  return { ...batch, firstRowId: nextRowId, rows, validCount };
}
