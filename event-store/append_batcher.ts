/**
 * Batches the concurrent appends of a process into one call, since each call costs a commit: while
 * one is in flight, the next batch gathers. Requests on the same stream go in separate batches, in
 * order.
 */
import postgres from "postgres";
import { appendAll, type AppendOutcome, type EncodedAppend } from "./append.ts";
import type { Sql } from "./connect.ts";

const GROUP_REQUESTS = 128;
const GROUP_BYTES = 4 << 20;
/** Requests and bytes that may wait; beyond that, callers are rejected at once. */
const WAITING_REQUESTS = 4_096;
const WAITING_BYTES = 64 << 20;

/** Thrown when too many appends are waiting already. */
export class TooManyAppends extends Error {
  override name = "TooManyAppends";
}

interface Waiting {
  request: EncodedAppend[];
  bytes: number;
  resolve: (outcome: AppendOutcome) => void;
  reject: (error: unknown) => void;
}

export class AppendBatcher {
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #running = false;

  constructor(readonly sql: Sql) {}

  /** @throws TooManyAppends, or what the database throws: then the outcome is unknown, retry */
  append(request: EncodedAppend[]): Promise<AppendOutcome> {
    const requests = this.#waiting.length, bytes = sizeOf(request);
    if (requests >= WAITING_REQUESTS || requests && this.#waitingBytes + bytes > WAITING_BYTES) {
      return Promise.reject(
        new TooManyAppends(
          `${requests} appends of ${this.#waitingBytes} bytes wait for the database already; ` +
            `try again later`,
        ),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, bytes, resolve, reject });
      this.#waitingBytes += bytes;
      if (!this.#running) this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length) {
      const group = this.#takeGroup();
      try {
        const outcomes = await appendAll(this.sql, group.map((w) => w.request));
        group.forEach((w, i) => w.resolve(outcomes[i]!));
      } catch (error) {
        if (group.length > 1 && isFaultOfOne(error)) await this.#oneByOne(group);
        else group.forEach((w) => w.reject(error));
      }
    }
    this.#running = false;
  }

  /**
   * One caller's fault, such as a reused id, must not fail the others: retry each request alone.
   */
  async #oneByOne(group: Waiting[]): Promise<void> {
    for (const { request, resolve, reject } of group) {
      await appendAll(this.sql, [request]).then(([outcome]) => resolve(outcome!), reject);
    }
  }

  #takeGroup(): Waiting[] {
    const group: Waiting[] = [], left: Waiting[] = [], streams = new Set<string>();
    let bytes = 0;
    for (const waiting of this.#waiting) {
      const names = waiting.request.map((s) => s.stream);
      const fits = group.length === 0 ||
        group.length < GROUP_REQUESTS && bytes + waiting.bytes <= GROUP_BYTES;
      if (fits && !names.some((name) => streams.has(name))) {
        group.push(waiting);
        bytes += waiting.bytes;
      } else {
        left.push(waiting);
      }
      // Once skipped, a stream stays skipped in this batch, so that its requests keep their order.
      names.forEach((name) => streams.add(name));
    }
    this.#waiting = left;
    this.#waitingBytes -= bytes;
    return group;
  }
}

/**
 * Bad data or a violated constraint. Any other error hit the whole batch: each request alone would
 * only hit it again, one after another.
 */
function isFaultOfOne(error: unknown): boolean {
  return error instanceof postgres.PostgresError && /^2[23]/.test(error.code);
}

function sizeOf(request: EncodedAppend[]): number {
  let bytes = 0;
  for (const { events } of request) {
    for (const e of events) bytes += e.data.length + (e.sealed?.length ?? 0) + e.metadata.length;
  }
  return bytes;
}
