/**
 * Data keys, one per subject (whom or what a stream is about), stored apart from the log and wrapped
 * by a master key, which is in no database (master_key.ts). Deleting
 * a key erases the subject's personal data everywhere: what was sealed under it reads as null from
 * then on. A permanent mark records the erasure; code that shows a subject checks it, and code that
 * caches one follows it (erasures.ts).
 */
import { LRUCache } from "lru-cache";
import type { Sql, TransactionSql } from "./connect.ts";
import { type DataKey, newKeyBytes } from "./data_key.ts";
import { HeldKeys } from "./held_keys.ts";
import type { MasterKey } from "./master_key.ts";

/** Cached keys; the least recently used is evicted first. */
const CACHED_KEYS = 2_000;
/** Cached keys expire, for processes that do not follow erasures. */
const KEY_AGE_MS = 10 * 60_000;

/** The channel that announces erasures. */
export const ERASED_CHANNEL = "keyring_erased";

/**
 * What wraps data keys. "unwrapped": nothing, they are stored as they are. "none": this store neither
 * makes nor opens any, so personal data reads as null, and cannot be appended.
 */
export type Wrapping = MasterKey | "unwrapped" | "none";

/** A key as it is stored: one of the two. */
interface KeyRow {
  job_id: string;
  key: Uint8Array<ArrayBuffer> | null;
  wrapped: Uint8Array | null;
  master_key: string | null;
}

/** Only these columns are read: a login may lack the others. */
const COLUMNS = {
  wrapped: "job_id, null as key, wrapped, master_key",
  unwrapped: "job_id, key, null as wrapped, null as master_key",
};

interface CachedKey {
  key: DataKey;
  /** when it was read from the database */
  readAt: number;
}

/**
 * Creates, finds and erases keys.
 *
 * ```ts
 * const id = newId(), stream = `account-${id}`;
 * await transaction(sql, (tx) => new Keyring(sql).create(tx, id));
 * await store.append([{ stream, expectedVersion: 0, events: [noted(id, "Anna called")] }]);
 * await store.keyring.erase(id);
 * const [event] = await store.readLog(0);
 * assert.equal(event.personal, null);
 * ```
 */
export class Keyring {
  readonly #cache = new LRUCache<string, CachedKey>({ max: CACHED_KEYS });
  readonly #held: HeldKeys;
  /** Keys that units of work under way have made: each knows its own without reading it. */
  readonly #made = new WeakMap<TransactionSql, Map<string, DataKey>>();

  /** @param now the clock, in ms */
  constructor(
    readonly sql: Sql,
    readonly wrapping: Wrapping = "unwrapped",
    readonly now: () => number = Date.now,
    held = new HeldKeys(now),
  ) {
    this.#held = held;
  }

  /**
   * Creates a subject's key within a unit of work, unless it has one or had one that was erased.
   * Events appended in it or later can then be sealed.
   * @throws if this store has no keys
   */
  async create(tx: TransactionSql, subject: string): Promise<void> {
    if (this.wrapping === "none") throw new Error(`${subject}: this store makes no keys`);
    const raw = newKeyBytes();
    try {
      if (!await this.#insert(tx, subject, raw)) return;
      const keys = this.#made.get(tx) ?? new Map<string, DataKey>();
      this.#made.set(tx, keys.set(subject, this.#held.hold(subject, raw)));
    } finally {
      raw.fill(0);
    }
  }

  /** False if there is a key already, or one was erased. */
  async #insert(
    tx: TransactionSql,
    subject: string,
    raw: Uint8Array<ArrayBuffer>,
  ): Promise<boolean> {
    if (typeof this.wrapping === "string") {
      const { count } = await tx`
        insert into keyring.job_key (job_id, key)
        select ${subject}, ${raw}
         where not exists (select from keyring.erased_job where job_id = ${subject})
            on conflict do nothing`;
      return count > 0;
    }
    const { bytes, by } = await this.wrapping.wrap(raw, subject);
    const { count } = await tx`
      insert into keyring.job_key (job_id, wrapped, master_key)
      select ${subject}, ${bytes}, ${by}
       where not exists (select from keyring.erased_job where job_id = ${subject})
          on conflict do nothing`;
    return count > 0;
  }

  /**
   * The keys of these subjects; one that was erased, or never made, is missing.
   * @throws if a key is there that the master key cannot unwrap
   * @param tx the caller's unit of work, so that it sees its own keys and takes no second
   * connection
   */
  async get(subjects: Iterable<string>, tx?: TransactionSql): Promise<Map<string, DataKey>> {
    const found = new Map<string, DataKey>();
    if (this.wrapping === "none") return found;
    const missing: string[] = [];
    const made = tx && this.#made.get(tx);
    for (const subject of new Set(subjects)) {
      const cached = made?.get(subject) ?? this.#cached(subject);
      if (cached) found.set(subject, cached);
      else missing.push(subject);
    }
    if (missing.length) {
      const readAt = this.now();
      const columns = this.wrapping === "unwrapped" ? COLUMNS.unwrapped : COLUMNS.wrapped;
      const rows = await (tx ?? this.sql).unsafe<KeyRow[]>(
        `select ${columns} from keyring.job_key where job_id = any($1::uuid[])`,
        [missing],
      );
      const raws = await Promise.all(rows.map((row) => this.#open(row)));
      for (const [i, row] of rows.entries()) {
        const key = this.#held.hold(row.job_id, raws[i]!);
        // A key that may be rolled back must not be cached: what it seals could never be opened.
        if (!tx) this.#cache.set(row.job_id, { key, readAt });
        found.set(row.job_id, key);
      }
    }
    return found;
  }

  /**
   * Erases a subject's personal data for good and marks the subject, atomically. The notification
   * is sent with the commit. Its global lock is taken last and held only for the commit, and
   * erasures are rare.
   * @param tx the unit of work that erases it; call `forget` once that has committed
   */
  async erase(subject: string, tx?: TransactionSql): Promise<void> {
    await (tx ?? this.sql)`
      with erased as (delete from keyring.job_key where job_id = ${subject}),
           marked as (insert into keyring.erased_job (job_id) values (${subject})
                      on conflict do nothing)
      select pg_notify(${ERASED_CHANNEL}, '')`;
    if (!tx) return this.forget(subject);
    // It may be rolled back: then the key is read again, and goes on.
    this.#cache.delete(subject);
    this.#made.get(tx)?.delete(subject);
  }

  /** Whether a subject's personal data was erased, by any process. */
  async isErased(subject: string): Promise<boolean> {
    return (await this.erasedOf([subject])).size > 0;
  }

  /** The subjects among these that were erased. */
  async erasedOf(subjects: string[]): Promise<Set<string>> {
    if (subjects.length === 0) return new Set();
    const rows = await this.sql<{ job_id: string }[]>`
      select job_id from keyring.erased_job where job_id = any(${subjects}::uuid[])`;
    return new Set(rows.map((row) => row.job_id));
  }

  /** Drops the cached key, and overwrites its bytes wherever it is in use. */
  forget(subject: string): void {
    this.#cache.delete(subject);
    this.#held.erase(subject);
  }

  async #open({ job_id, key, wrapped, master_key }: KeyRow): Promise<Uint8Array<ArrayBuffer>> {
    if (key) return new Uint8Array(key);
    if (typeof this.wrapping === "string" || !wrapped || !master_key) {
      const [is, expected] = this.wrapping === "unwrapped"
        ? ["wrapped", "a master key"]
        : ["not wrapped", "`wrapKeys` to have run"];
      throw new Error(`${job_id}: its key is ${is}, expected ${expected}`);
    }
    return await this.wrapping.unwrap({ bytes: wrapped, by: master_key }, job_id);
  }

  #cached(subject: string): DataKey | undefined {
    const cached = this.#cache.get(subject);
    if (!cached) return undefined;
    // It may have ended to make room, while others were read.
    const isGood = this.now() - cached.readAt < KEY_AGE_MS && !cached.key.hasEnded;
    if (isGood) return cached.key;
    this.#cache.delete(subject);
    return undefined;
  }
}
