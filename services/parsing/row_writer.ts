/**
 * Appends row batches while further ones are read: those gathered during one append go into the
 * next. The number of batches held is bounded: `write` waits if the store is slower.
 */
import { hasError } from "@rollcall/contacts";
import { jobStream, rowsStream } from "@rollcall/contracts";
import { derivedId, type EventStore, type NewEvent } from "@rollcall/event-store";
import type { PipelineJob } from "@rollcall/platform/pipeline_job.ts";
import { measureBatch } from "@rollcall/platform/metrics.ts";
import { type Cause, causedBy } from "@rollcall/platform/reactions.ts";
import type { RowBatch } from "./read_rows.ts";

const WAITING_BATCHES = 8;
/** Batches per append, since other jobs' appends in this process wait for it. */
const APPEND_BATCHES = 2;

/**
 * Thrown if another parser writes the same rows: the first one continues. Also if the job was
 * changed elsewhere, such as deleted.
 */
export class RowsWrittenElsewhere extends Error {
  override name = "RowsWrittenElsewhere";
}

export class RowWriter {
  #waiting: NewEvent[] = [];
  #running: Promise<void> | undefined;
  #failure: unknown;

  /**
   * @param job the job's known state; a concurrent change of it ends the writing
   * @param version the rows stream's version
   * @param nextRowId the first row that is not stored yet; earlier rows are skipped
   */
  constructor(
    readonly store: EventStore,
    readonly job: Pick<PipelineJob, "version" | "created">,
    readonly cause: Cause,
    private version: number,
    private nextRowId: number,
  ) {}

  /** @throws what an earlier append threw */
  async write(batch: RowBatch): Promise<void> {
    const rest = withoutStored(batch, this.nextRowId);
    if (!rest) return;
    this.nextRowId = rest.firstRowId + rest.rows.length;
    this.#waiting.push(this.#toEvent(rest));
    this.#running ??= this.#run();
    while (this.#waiting.length >= WAITING_BATCHES && !this.#failure) await this.#running;
    if (this.#failure) throw this.#failure;
  }

  /** Resolves once everything written is stored. @throws what an append threw */
  async finish(): Promise<void> {
    await this.#running;
    if (this.#failure) throw this.#failure;
  }

  async #run(): Promise<void> {
    try {
      while (this.#waiting.length && !this.#failure) {
        const events = this.#waiting.splice(0, APPEND_BATCHES);
        const startedAt = performance.now();
        const outcome = await this.store.append([
          { stream: rowsStream(this.#jobId), expectedVersion: this.version, events },
          { stream: jobStream(this.#jobId), expectedVersion: this.job.version, events: [] },
        ]);
        if (outcome.outcome === "conflict") {
          throw new RowsWrittenElsewhere(`${outcome.stream} stands at ${outcome.version}`);
        }
        this.version += events.length;
        for (const event of events) measureBatch("rows", rowCount(event), startedAt);
      }
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#running = undefined;
    }
  }

  get #jobId(): string {
    return this.job.created!.data.jobId;
  }

  #toEvent(batch: RowBatch): NewEvent {
    const lastRowId = batch.firstRowId + batch.rows.length - 1;
    return {
      // Both ends: a parser that splits batches differently must get a conflict, not a duplicate.
      id: derivedId(this.cause.id, `rows ${batch.firstRowId} to ${lastRowId}`),
      type: "RowsParsed",
      data: {
        jobId: this.#jobId,
        firstRowId: batch.firstRowId,
        rowCount: batch.rows.length,
        validCount: batch.validCount,
        bytesRead: batch.bytesRead,
      },
      personal: { columns: batch.columns, rows: batch.rows },
      metadata: causedBy(this.cause),
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
  const validCount = rows.filter(([, , problems]) => !hasError(problems)).length;
  return { ...batch, firstRowId: nextRowId, rows, validCount };
}
