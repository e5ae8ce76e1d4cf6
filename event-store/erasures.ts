/**
 * Follows erasures by all processes, so that a key erased elsewhere, and anything else cached about
 * its subject, leaves this process's memory within a second. Notifications only wake it up: what
 * was erased is read from the erasure marks at least every second, so a listener that lost its
 * connection misses nothing.
 */
import type { Sql } from "./connect.ts";
import { ERASED_CHANNEL, type Keyring } from "./keyring.ts";
import { follow, type Following } from "./notify.ts";

/** Polling interval without a notification. */
const POLL_MS = 900;
/**
 * How long each mark is reported again: longer than an erasing unit of work may take, so that a
 * late commit is not missed, and longer than a request in progress, which may put back into memory
 * what it had read before.
 */
const OVERLAP_S = 60;

export interface FollowOptions {
  /**
   * Drops anything else this process holds about these subjects; called repeatedly for a minute.
   */
  erased?: (subjects: string[]) => void;
  pollMs?: number;
}

/**
 * Forgets erased subjects from now on, until stopped.
 *
 * ```ts
 * const cache = new Map(); // what this process holds of its subjects
 * const following = await followErasures(store, {
 *   erased: (subjects) => subjects.forEach((id) => cache.delete(id)),
 * });
 * await following.stop();
 * ```
 *
 * @throws if the first read of the marks fails
 */
export async function followErasures(
  { keyring }: { keyring: Keyring },
  { erased = () => {}, pollMs = POLL_MS }: FollowOptions = {},
): Promise<Following> {
  const look = eraser(keyring, erased);
  // While the marks cannot be read, neither can the log.
  return await follow(keyring.sql, { channel: ERASED_CHANNEL, pollMs, look });
}

/**
 * Checks what was erased since the last call, for a process that does not run all the time.
 *
 * ```ts
 * const id = newId(), erased = [];
 * const look = eraser(store.keyring, (subjects) => erased.push(...subjects));
 * await store.keyring.erase(id);
 * await look();
 * assert.deepEqual(erased, [id]);
 * ```
 */
export function eraser(
  keyring: Keyring,
  erased: (subjects: string[]) => void = () => {},
): () => Promise<void> {
  let since: Date | null = null;
  return async () => {
    const { at, subjects } = await readErased(keyring.sql, since);
    since = at;
    if (subjects.length === 0) return;
    for (const subject of subjects) keyring.forget(subject);
    erased(subjects);
  };
}

async function readErased(sql: Sql, since: Date | null): Promise<{ at: Date; subjects: string[] }> {
  const [row] = await sql<{ at: Date; job_ids: string[] }[]>`
    select now() as at, array(
      select job_id from keyring.erased_job
       where erased_at > coalesce(${since}::timestamptz, now()) - ${OVERLAP_S} * interval '1 second'
    ) as job_ids`;
  return { at: row!.at, subjects: row!.job_ids };
}
