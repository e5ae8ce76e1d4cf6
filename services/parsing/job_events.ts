/**
 * The job's own events of a parser. What opens the reading of a small file waits for its rows, so
 * that all of it is one append.
 */
import { type Fact, jobStream } from "@rollcall/contracts";
import {
  derivedId,
  type EventStore,
  type NewEvent,
  type StreamAppend,
} from "@rollcall/event-store";
import { isSmallFile } from "@rollcall/platform/fairness/small_files.ts";
import { appendAlone } from "@rollcall/platform/only_writer.ts";
import type { PipelineJob } from "@rollcall/platform/pipeline_job.ts";
import { type Cause, causedBy } from "@rollcall/platform/reactions.ts";

export class JobEvents {
  #held: NewEvent[] = [];

  /** @param job its known state: a concurrent change of it is a conflict */
  constructor(readonly job: PipelineJob, readonly cause: Cause) {}

  /** Whether the file is read so quickly that what is held may wait for the rows. */
  get isSmall(): boolean {
    return isSmallFile(this.job.created!.data.sizeBytes);
  }

  hold(fact: Fact): void {
    this.#held.push(this.toEvent(fact));
  }

  toEvent(fact: Fact): NewEvent {
    return {
      ...fact,
      id: derivedId(this.cause.id, fact.type),
      metadata: causedBy(this.cause),
    };
  }

  /** What is held, for the job's stream; without events it is only a condition. */
  request(): StreamAppend {
    return this.#request(this.job.version, [...this.#held]);
  }

  /** What is held, then rows, then `end`: in this order in the log. */
  around(rows: StreamAppend, end: Fact | undefined): StreamAppend[] {
    const before = this.request();
    if (!end) return [before, rows];
    const version = before.expectedVersion + before.events.length;
    return [before, rows, this.#request(version, [this.toEvent(end)])];
  }

  /** Call once requests were appended. */
  appended(requests: StreamAppend[]): void {
    for (const { stream, events } of requests) {
      if (stream !== this.#stream) continue;
      this.job.version += events.length;
      this.#held = this.#held.filter((event) => !events.includes(event));
    }
  }

  #request(expectedVersion: number, events: NewEvent[]): StreamAppend {
    return { stream: this.#stream, expectedVersion, events };
  }

  get #stream(): string {
    return jobStream(this.job.created!.data.jobId);
  }
}

/**
 * Appends what is held of the job's events, if anything.
 * @throws if another parser was first; the retry detects it
 */
export async function appendHeld(store: EventStore, jobEvents: JobEvents): Promise<void> {
  const request = jobEvents.request();
  if (!request.events.length) return;
  await appendAlone(store, [request]);
  jobEvents.appended([request]);
}
