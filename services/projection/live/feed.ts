/**
 * Live updates for the clients of this process. One query for all of them checks the jobs they
 * follow, after each commit of our own and every 300 ms for those of other instances; no client
 * holds a database connection. Clients get a job's latest state rather than a queue of states: a
 * slow one skips some, but always gets the last. Deleting the job ends the stream.
 */
import type { Sql } from "@rollcall/event-store";
import { Wake } from "@rollcall/event-store";
import type { Log } from "@rollcall/platform/log.ts";
import type { JobRow } from "../fold/model.ts";
import { type StoredJob, toJobRow } from "../records/stored_job.ts";
import { Refused } from "../refusal.ts";
import { Client, type ClientOptions } from "./client.ts";

export interface FeedOptions {
  sql: Sql;
  log: Log;
  /** maximum number of clients in this process, in total and per user */
  limit?: LiveLimit;
  pollMs?: number;
  pingMs?: number;
}

export interface LiveLimit {
  clients: number;
  ofUser: number;
}

/** Clients per process, and the default per user. */
export const LIVE_CLIENTS = 1_000, LIVE_CLIENTS_OF_USER = 50;
const POLL_MS = 300;
const PING_MS = 15_000;
/** The minimum time between two queries, since commits come faster than users can follow. */
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
   * The job as an event stream, starting with its current state.
   * @throws Refused "too many live views" at the user's limit, "live views full" at the process's
   * limit, where nobody has clearly more than this user
   */
  follow(job: JobRow, options: ClientOptions): ReadableStream<Uint8Array<ArrayBuffer>> {
    this.#admit(job.user_id);
    const client = new Client(job, options, () => this.#clients.delete(client));
    this.#clients.add(client);
    this.#running ??= this.#run();
    return client.body;
  }

  /** Signals that jobs may have changed. */
  changed = (): void => {
    if (this.#clients.size > 0) this.#wake.wake();
  };

  /** Ends every stream when the process stops; clients reconnect to another. */
  async close(): Promise<void> {
    this.#stop.abort();
    for (const client of this.#clients) client.end();
    await this.#running;
  }

  /** Where the process is full, whoever has clearly more than this user gives one up. */
  #admit(userId: string): void {
    const { clients, ofUser } = this.#options.limit;
    const byUser = Map.groupBy(this.#clients, (client) => client.userId);
    const own = byUser.get(userId)?.length ?? 0;
    if (own >= ofUser) throw new Refused({ outcome: "too many live views", own, limit: ofUser });
    if (this.#stop.signal.aborted) throw new Refused({ outcome: "live views full" });
    if (this.#clients.size < clients) return;
    const most = [...byUser.values()].reduce((a, b) => b.length > a.length ? b : a, []);
    // Otherwise the two would take it from each other in turn.
    if (most.length <= own + 1) throw new Refused({ outcome: "live views full" });
    most[0]!.end();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (this.#clients.size > 0 && !signal.aborted) {
      await this.#wake.wait(this.#options.pollMs, signal);
      await this.#tick().catch((error) =>
        this.#options.log.warn("live updates are paused", { error })
      );
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

  /** The followed jobs whose current state some client has not seen; null for a deleted one. */
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
