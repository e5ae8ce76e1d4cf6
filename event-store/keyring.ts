/**
 * The jobs' data keys, apart from the log. Deleting a key erases a job's personal data everywhere;
 * what was sealed under it reads as null from then on. With the key goes a mark that says so for
 * good: whoever shows a job asks it, and whoever keeps something of jobs follows it (erasures.ts).
 */
import type { Sql, TransactionSql } from "./connect.ts";
import { type DataKey, importKey } from "./sealing.ts";

/** Keys held in memory at most; the one not used for longest goes first. */
const CACHED_KEYS = 2_000;
/** After it a key is looked up again: a process that does not follow erasures forgets it by then. */
const KEY_AGE_MS = 10 * 60_000;

/** Where the erasures of all processes are told. */
export const ERASED_CHANNEL = "keyring_erased";

interface CachedKey {
  key: DataKey;
  /** when it was read from the database */
  readAt: number;
}

export class Keyring {
  readonly #cache = new Map<string, CachedKey>();

  /** @param now the clock, in ms */
  constructor(readonly sql: Sql, readonly now: () => number = Date.now) {}

  /**
   * Makes a job's key, unless it has one or had one that was erased, as part of a unit of work;
   * events that are appended in it or after it can be sealed.
   */
  async create(tx: TransactionSql, jobId: string): Promise<void> {
    const raw = crypto.getRandomValues(new Uint8Array(32));
    await tx`
      insert into keyring.job_key (job_id, key)
      select ${jobId}, ${raw}
       where not exists (select from keyring.erased_job where job_id = ${jobId})
          on conflict do nothing`;
  }

  /**
   * The keys of these jobs; one that was erased, or never made, is missing.
   * @param tx the unit of work that asks, so that it sees its own keys and takes no second connection
   */
  async get(jobIds: Iterable<string>, tx?: TransactionSql): Promise<Map<string, DataKey>> {
    const found = new Map<string, DataKey>();
    const missing: string[] = [];
    for (const jobId of new Set(jobIds)) {
      const cached = this.#cached(jobId);
      if (cached) found.set(jobId, cached);
      else missing.push(jobId);
    }
    if (missing.length) {
      const readAt = this.now();
      const rows = await (tx ?? this.sql)<{ job_id: string; key: Uint8Array }[]>`
        select job_id, key from keyring.job_key where job_id = any(${missing}::uuid[])`;
      for (const row of rows) {
        const key = await importKey(new Uint8Array(row.key));
        // A key that is rolled back must not be remembered: what it seals could not be opened.
        if (!tx) this.#keep(row.job_id, { key, readAt });
        found.set(row.job_id, key);
      }
    }
    return found;
  }

  /**
   * Erases a job's personal data for good and marks the job, in one. The notification is part of it:
   * it is sent with the commit. Its lock, which all who notify share, is taken last and held for the
   * commit alone, and erasures are rare.
   * @param tx the unit of work that erases it; call `forget` once that has committed
   */
  async erase(jobId: string, tx?: TransactionSql): Promise<void> {
    await (tx ?? this.sql)`
      with erased as (delete from keyring.job_key where job_id = ${jobId}),
           marked as (insert into keyring.erased_job (job_id) values (${jobId})
                      on conflict do nothing)
      select pg_notify(${ERASED_CHANNEL}, '')`;
    this.forget(jobId);
  }

  /** Whether a job's personal data was erased: from the moment that it was, whoever did it. */
  async isErased(jobId: string): Promise<boolean> {
    return (await this.erasedOf([jobId])).size > 0;
  }

  /** Those of the jobs that were erased. */
  async erasedOf(jobIds: string[]): Promise<Set<string>> {
    if (jobIds.length === 0) return new Set();
    const rows = await this.sql<{ job_id: string }[]>`
      select job_id from keyring.erased_job where job_id = any(${jobIds}::uuid[])`;
    return new Set(rows.map((row) => row.job_id));
  }

  /** Drops the key that is held in memory. */
  forget(jobId: string): void {
    this.#cache.delete(jobId);
  }

  #cached(jobId: string): DataKey | undefined {
    const cached = this.#cache.get(jobId);
    if (!cached) return undefined;
    if (this.now() - cached.readAt >= KEY_AGE_MS) {
      this.#cache.delete(jobId);
      return undefined;
    }
    this.#keep(jobId, cached);
    return cached.key;
  }

  #keep(jobId: string, cached: CachedKey): void {
    this.#cache.delete(jobId);
    this.#cache.set(jobId, cached);
    if (this.#cache.size > CACHED_KEYS) {
      this.#cache.delete(this.#cache.keys().next().value!);
    }
  }
}
