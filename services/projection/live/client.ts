/** One client of a live stream (Server-Sent Events): what it has seen, and the events it gets. */
import type { JobRow } from "../fold/model.ts";
import type { Retention } from "@rollcall/platform/accounts/retention.ts";
import { toJob } from "../queries/jobs.ts";
import { whyAside } from "../records/stored_job.ts";

export interface ClientOptions {
  /** the id of the last event that the client got before it lost its connection */
  lastEventId?: number | undefined;
  /** when its token expires, in ms since 1970 */
  endsAt?: number | undefined;
  /** how long its user's jobs are kept */
  retention: Retention;
}

/** A client that has not read for so long is considered gone. */
const STALLED_MS = 60_000;

export class Client {
  readonly jobId: string;
  readonly userId: string;
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #encoder = new TextEncoder();
  readonly #endsAt: number;
  readonly #retention: Retention;
  readonly #gone: () => void;
  #controller!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  #version = 0;
  #aside: string | null = null;
  #issuesVersion: number;
  #sentAt = 0;
  #ended = false;

  /** @param gone called once, when either side has ended the stream */
  constructor(job: JobRow, { lastEventId, endsAt, retention }: ClientOptions, gone: () => void) {
    this.jobId = job.id;
    this.userId = job.user_id;
    this.#endsAt = endsAt ?? Infinity;
    this.#retention = retention;
    this.#gone = gone;
    // A new client reads the issues afterwards; a reconnecting one may have missed a change.
    this.#issuesVersion = lastEventId ?? job.issues_version;
    this.body = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => this.#leave(),
    }, { highWaterMark: 1 });
    this.show(job);
  }

  /** The version of the job last sent. */
  get version(): number {
    return this.#version;
  }

  /** Why the job was set aside when last sent; this can change without a new version. */
  get aside(): string | null {
    return this.#aside;
  }

  /** Whether it has read everything sent. */
  get ready(): boolean {
    return !this.#ended && (this.#controller.desiredSize ?? 0) > 0;
  }

  /** Sends the current job, unless the client has it. */
  show(job: JobRow): void {
    const aside = whyAside(job);
    if (job.version === this.#version && aside === this.#aside) return;
    let text = event("job", job.version, toJob(job, this.#retention));
    if (job.issues_version > this.#issuesVersion) {
      text += event("issues", job.version, { version: job.version });
    }
    this.#version = job.version;
    this.#aside = aside;
    this.#issuesVersion = Math.max(this.#issuesVersion, job.issues_version);
    this.#send(text);
  }

  /** Reports that the job was deleted, and ends the stream. */
  tellDeleted(): void {
    this.#send(event("deleted", this.#version, {}));
    this.end();
  }

  /** Sends a heartbeat if nothing was sent for `pingMs`. */
  ping(now: number, pingMs: number): void {
    if (now - this.#sentAt >= pingMs) this.#send(": ping\n\n");
  }

  /** Ends the stream if the token has expired, and aborts it if the client does not read. */
  expire(now: number): void {
    if (now >= this.#endsAt) return this.end();
    if (this.ready || now - this.#sentAt <= STALLED_MS) return;
    this.#controller.error(new Error("the client does not read"));
    this.#leave();
  }

  end(): void {
    if (this.#ended) return;
    this.#controller.close();
    this.#leave();
  }

  #leave(): void {
    this.#ended = true;
    this.#gone();
  }

  #send(text: string): void {
    if (this.#ended) return;
    this.#controller.enqueue(this.#encoder.encode(text));
    this.#sentAt = Date.now();
  }
}

function event(name: string, id: number, data: unknown): string {
  return `event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}
