/**
 * What each user's decisions and changes have added to the log, over all jobs that are not deleted.
 * The log itself says it: the sizes of a review's events are summed up a moment after a command, off
 * its path, from where the last sum ended. So a repeated count counts nothing twice, a lost one is made
 * up for by the next on that job, and a user gets past the limit by what he adds in that moment.
 */
import { reviewStream } from "@rollcall/contracts";
import type { Sql } from "@rollcall/event-store";
import type { Log } from "@rollcall/platform/log.ts";
import { LRUCache } from "lru-cache";

export interface ChangedBytesOptions {
  sql: Sql;
  log: Log;
  /** what one user may add */
  mostBytes: number;
  /** how long after a command it is counted, in ms */
  afterMs?: number;
}

/** The opening of issues, which is the work of dedupe. */
const OPENED = ["IssuesOpened", "DedupeCompleted"];
const AFTER_MS = 1_000;
/** Users whose sums are kept, and for how long: other processes count too. */
const KEPT_USERS = 10_000;
const KEPT_MS = 60_000;

export class ChangedBytes {
  readonly #options: Required<ChangedBytesOptions>;
  /** job → user */
  #touched = new Map<string, string>();
  readonly #sums = new LRUCache<string, number>({ max: KEPT_USERS, ttl: KEPT_MS });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(options: ChangedBytesOptions) {
    this.#options = { afterMs: AFTER_MS, ...options };
  }

  get mostBytes(): number {
    return this.#options.mostBytes;
  }

  /** What the user has added, if he may add no more. */
  async reached(userId: string): Promise<number | undefined> {
    const { mostBytes } = this.#options;
    const known = this.#sums.get(userId) ?? await this.#sumOf(userId);
    if (known < mostBytes) return undefined;
    // He may have deleted jobs since.
    const now = await this.#sumOf(userId);
    return now < mostBytes ? undefined : now;
  }

  /** Has a job counted soon, of which something was appended. */
  note(jobId: string, userId: string): void {
    if (this.#isClosed) return;
    this.#touched.set(jobId, userId);
    this.#timer ??= setTimeout(() => this.#countNoted(), this.#options.afterMs);
  }

  /** Counts what was noted. @throws if the database does not take it: the next note counts it */
  async count(): Promise<void> {
    const { sql } = this.#options;
    const touched = this.#touched;
    this.#touched = new Map();
    const jobIds = [...touched.keys()], userIds = [...touched.values()];
    await sql`
      insert into account.changed_job (job_id, user_id)
      select t.job_id, t.user_id
        from unnest(${jobIds}::uuid[], ${userIds}::text[]) as t (job_id, user_id)
       where not exists (select from keyring.erased_job e where e.job_id = t.job_id)
          on conflict do nothing`;
    // Of two at once the second waits for the first, and goes on from the version that it wrote.
    await sql`
      update account.changed_job c
         set (version, bytes) = (
               select greatest(c.version, max(e.version)),
                      c.bytes + coalesce(sum(e.bytes) filter (where e.type <> all (${OPENED})), 0)
                 from event_store.event e
                where e.stream_id = ${reviewStream("")} || c.job_id and e.version > c.version)
       where c.job_id = any (${jobIds}::uuid[])`;
    for (const userId of new Set(userIds)) await this.#sumOf(userId);
  }

  /** Counts no more. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #countNoted(): Promise<void> {
    await this.count().catch((error: unknown) => {
      this.#options.log.warn("what was changed cannot be counted yet", { error });
    });
    const isMore = this.#touched.size > 0;
    this.#timer = isMore && !this.#isClosed
      ? setTimeout(() => this.#countNoted(), this.#options.afterMs)
      : undefined;
  }

  async #sumOf(userId: string): Promise<number> {
    const [row] = await this.#options.sql<{ bytes: number }[]>`
      select coalesce(sum(c.bytes), 0)::bigint as bytes from account.changed_job c
       where c.user_id = ${userId}
         and not exists (select from keyring.erased_job e where e.job_id = c.job_id)`;
    this.#sums.set(userId, row!.bytes);
    return row!.bytes;
  }
}
