/**
 * Keeps this process's list of revoked sessions up to date. Notifications only wake it up: the list
 * is read again at least every two seconds, so a listener that lost its connection misses nothing.
 */
import type { Following, Sql, Wake } from "@rollcall/event-store";
import type { Revoked, RevokedSessions } from "./revoked_sessions.ts";
import { REVOKED_CHANNEL } from "./schema.ts";

/** Polling interval without a notification. */
const POLL_MS = 2_000;

export interface FollowRevokedOptions {
  sql: Sql;
  /** from the event store's module, which a process without a database does not load */
  wake: Wake;
  pollMs?: number;
}

/** Follows the list until stopped. @throws if the first read fails */
export async function followRevoked(
  list: RevokedSessions,
  { sql, wake, pollMs = POLL_MS }: FollowRevokedOptions,
): Promise<Following> {
  const stopping = new AbortController();
  const look = async () => list.replace(await readRevoked(sql));
  await look();
  const { unlisten } = await sql.listen(REVOKED_CHANNEL, wake.wake, wake.wake);
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await wake.wait(pollMs, stopping.signal);
      // While it cannot be read, the list gets stale, and says so.
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

async function readRevoked(sql: Sql): Promise<Revoked[]> {
  return await sql<Revoked[]>`
    select id, is_user as "isUser" from session.revoked where valid_until > now()`;
}
