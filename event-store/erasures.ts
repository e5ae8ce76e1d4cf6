/**
 * Following the erasures of all processes, so that a key which another process erased, and whatever
 * else is held of its job, leaves this one's memory within a second. A notification only wakes: what
 * was erased is read from the marks, at least every half second, so that a listener that was cut off
 * misses nothing.
 */
import type { Sql } from "./connect.ts";
import { ERASED_CHANNEL, type Keyring } from "./keyring.ts";
import { Wake } from "./wake.ts";

/** Between two looks at the marks where nobody is woken. */
const POLL_MS = 500;
/**
 * Each mark is told again for so long: longer than a unit of work that erases may take, so that one
 * which commits late is not missed, and longer than a request that was under way and puts back into
 * memory what it had read before.
 */
const OVERLAP_S = 60;

export interface FollowOptions {
  /** Drops what else this process holds of these jobs; called again and again for a minute. */
  erased?: (jobIds: string[]) => void;
  pollMs?: number;
}

export interface Following {
  stop(): Promise<void>;
}

/**
 * Forgets erased jobs from now on, until stopped.
 * @throws where the marks cannot be read to begin with
 */
export async function followErasures(
  { keyring }: { keyring: Keyring },
  { erased = () => {}, pollMs = POLL_MS }: FollowOptions = {},
): Promise<Following> {
  const stopping = new AbortController();
  const wake = new Wake();
  const look = eraser(keyring, erased);
  await look();
  const { unlisten } = await keyring.sql.listen(ERASED_CHANNEL, wake.wake, wake.wake);
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await wake.wait(pollMs, stopping.signal);
      // While the marks cannot be read the log cannot either; the next look brings all since.
      if (!stopping.signal.aborted) await look().catch(() => {});
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
      await unlisten().catch(() => {});
    },
  };
}

/** A look at what was erased since the one before, for a process that does not run all the time. */
export function eraser(
  keyring: Keyring,
  erased: (jobIds: string[]) => void = () => {},
): () => Promise<void> {
  let since: Date | null = null;
  return async () => {
    const { at, jobIds } = await readErased(keyring.sql, since);
    since = at;
    if (jobIds.length === 0) return;
    for (const jobId of jobIds) keyring.forget(jobId);
    erased(jobIds);
  };
}

async function readErased(sql: Sql, since: Date | null): Promise<{ at: Date; jobIds: string[] }> {
  const [row] = await sql<{ at: Date; job_ids: string[] }[]>`
    select now() as at, array(
      select job_id from keyring.erased_job
       where erased_at > coalesce(${since}::timestamptz, now()) - ${OVERLAP_S} * interval '1 second'
    ) as job_ids`;
  return { at: row!.at, jobIds: row!.job_ids };
}
