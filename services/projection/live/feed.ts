/**
 * Live updates for the clients of this process. One query for all of them looks at the jobs they
 * watch, after each commit of our own and every 300 ms for those of other instances; no client holds
 * a connection. A client gets a job's newest state, never a queue of states: one that reads slowly
 * skips some, and the last one always comes. That its job was deleted ends its stream.
 */
import type { Sql } from "@rollcall/event-store";
import { Wake } from "@rollcall/event-store";
import type { Log } from "@rollcall/runtime/log.ts";
import { limitReached, unavailable } from "@rollcall/runtime/problem.ts";
import type { JobRow } from "../fold/model.ts";
import { type StoredJob, toJobRow } from "../records/stored_records.ts";
import { Client, type FollowOptions } from "./client.ts";

export interface FeedOptions {
  sql: Sql;
  log: Log;
  /** clients at once in this process, in all and of one user */
  limit?: LiveLimit;
  pollMs?: number;
  pingMs?: number;
}

export interface LiveLimit {
  clients: number;
  ofUser: number;
}

/** Clients of one process, and what one user has of them unless the configuration says otherwise. */
export const LIVE_CLIENTS = 1_000, LIVE_CLIENTS_OF_USER = 50;
/** After which a refused client may ask again. */
const RETRY_S = 5;
const POLL_MS = 300;
const PING_MS = 15_000;
/** Commits come faster than people look: this long at least lies between two queries. */
const REST_MS = 40;

export class LiveFeed {
  readonly #options: Required<FeedOptions>;
  readonly #clients = new Set<Client>();
  readonly #wake = new Wake();
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: FeedOptions) {
    const limit = { clients: LIVE_CLIENTS, ofUser: LIVE_CLIENTS_OF_USER };
    this.#options = { limit, pollMs: POLL_MS, pingMs: PING_MS, ...options };
  }

  /** How many clients are connected. */
  get clients(): number {
    return this.#clients.size;
  }

  /**
   * The job as an event stream, beginning with its present state.
   * @throws HttpProblem 429 where the user has all that are his, 503 where no more clients are taken
   */
  follow(job: JobRow, options: FollowOptions): Response {
    this.#admit(job.user_id);
    const client = new Client(job, options, () => this.#clients.delete(client));
    this.#clients.add(client);
    this.#running ??= this.#run();
    return new Response(client.body, {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      },
    });
  }

  /** Says that jobs may have changed. */
  changed = (): void => {
    if (this.#clients.size > 0) this.#wake.wake();
  };

  /** Ends every stream: the process stops, and the clients connect to another. */
  async close(): Promise<void> {
    this.#stop.abort();
    for (const client of this.#clients) client.end();
    await this.#running;
  }

  #admit(userId: string): void {
    const { clients, ofUser } = this.#options.limit;
    const own = [...this.#clients].filter((client) => client.userId === userId).length;
    if (own >= ofUser) {
      const detail = `You have ${own} live views open, and ${ofUser} is the most at once. ` +
        `Close one; without a live view a job's page still asks now and then.`;
      throw limitReached({ code: "LIVE_VIEWS", detail, limit: ofUser, retryAfterS: RETRY_S });
    }
    if (this.#clients.size >= clients || this.#stop.signal.aborted) {
      throw unavailable("Too many live views are open; ask again in a while.", RETRY_S);
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (this.#clients.size > 0 && !signal.aborted) {
      await this.#wake.wait(this.#options.pollMs, signal);
      await this.#tick().catch((error) => this.#options.log.warn("live updates wait", { error }));
      await new Wake().wait(REST_MS, signal);
    }
    this.#running = undefined;
  }

  async #tick(): Promise<void> {
    const now = Date.now();
    for (const client of this.#clients) client.expire(now);
    const ready = [...this.#clients].filter((client) => client.ready);
    const changed = await this.#changedSince(ready);
    for (const client of ready) {
      const job = changed.get(client.jobId);
      if (job) client.show(job);
      else if (job === null) client.tellDeleted();
      else client.ping(now, this.#options.pingMs);
    }
  }

  /** The watched jobs that some client has not seen as they are now; null for one that is deleted. */
  async #changedSince(clients: Client[]): Promise<Map<string, JobRow | null>> {
    if (clients.length === 0) return new Map();
    const ids = clients.map((client) => client.jobId);
    const versions = clients.map((client) => client.version);
    const asides = clients.map((client) => client.aside);
    const rows = await this.#options.sql<(StoredJob & { watched: string; is_there: boolean })[]>`
      select distinct on (seen.id) seen.id as watched, j.id is not null as is_there, j.*
        from unnest(${ids}::uuid[], ${versions}::bigint[], ${asides}::text[])
             as seen (id, version, aside)
        left join read_models.jobs j on j.id = seen.id
       where j.id is null or j.version <> seen.version
          or j.set_aside is distinct from seen.aside`;
    return new Map(rows.map((row) => [row.watched, row.is_there ? toJobRow(row) : null]));
  }
}
