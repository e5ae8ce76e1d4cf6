/**
 * The jobs' data keys, apart from the log. Deleting a key erases a job's personal data everywhere;
 * what was sealed under it reads as null from then on.
 */
import type { Sql, TransactionSql } from "./connect.ts";
import { type DataKey, importKey } from "./sealing.ts";

/** Keys held in memory at most; the one not used for longest goes first. */
const CACHED_KEYS = 2_000;
/** After it a key is looked up again: one that another process erased is forgotten by then. */
const KEY_AGE_MS = 10 * 60_000;

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
   * Makes a job's key, unless it has one, as part of a unit of work; events that are appended in it
   * or after it can be sealed.
   */
  async create(tx: TransactionSql, jobId: string): Promise<void> {
    const raw = crypto.getRandomValues(new Uint8Array(32));
    await tx`
      insert into keyring.job_key (job_id, key) values (${jobId}, ${raw}) on conflict do nothing`;
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
   * Erases a job's personal data for good. Another process that holds the key forgets it within ten
   * minutes.
   * @param tx the unit of work that erases it; call `forget` once that has committed
   */
  async erase(jobId: string, tx?: TransactionSql): Promise<void> {
    await (tx ?? this.sql)`delete from keyring.job_key where job_id = ${jobId}`;
    this.forget(jobId);
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
