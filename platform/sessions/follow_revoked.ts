/**
 * Keeps this process's list of revoked sessions up to date. Notifications only wake it up: the list
 * is read again at least every two seconds, so a listener that lost its connection misses nothing.
 */
import type { follow, Following, Sql } from "@rollcall/event-store";
import type { Revoked, RevokedSessions } from "./revoked_sessions.ts";
import { REVOKED_CHANNEL } from "./schema.ts";

/** Polling interval without a notification. */
const POLL_MS = 2_000;

export interface FollowRevokedOptions {
  sql: Sql;
  /** from the event store's module, which a process without a database does not load */
  follow: typeof follow;
  pollMs?: number;
}

/** Follows the list until stopped. @throws if the first read fails */
export async function followRevoked(
  list: RevokedSessions,
  { sql, follow, pollMs = POLL_MS }: FollowRevokedOptions,
): Promise<Following> {
  // While it cannot be read, the list gets stale, and says so.
  const look = async () => list.replace(await readRevoked(sql));
  return await follow(sql, { channel: REVOKED_CHANNEL, pollMs, look });
}

async function readRevoked(sql: Sql): Promise<Revoked[]> {
  return await sql<Revoked[]>`
    select id, is_user as "isUser" from session.revoked where valid_until > now()`;
}
