/**
 * Sessions in Postgres. A session is prolonged by a refresh token, which is replaced at each use. One
 * that was replaced a while ago and comes back is in two hands: its session ends. Ending a session
 * deletes it, and the database tells every service (sql/002_session.sql).
 */
import { newId, type Sql, transaction } from "@rollcall/event-store";
import { hashOf, newRefreshToken, newSeed, successorOf } from "./refresh_tokens.ts";

export interface SessionTimes {
  /** life of an access token, in seconds */
  tokenS: number;
  /** a session ends after so many seconds without a refresh */
  idleS: number;
  /** and after so many seconds in any case */
  longestS: number;
}

/** Where a session is used: for the list that its user sees. */
export interface Device {
  /** the User-Agent */
  name: string | null;
  address: string | null;
}

export interface OpenSession {
  sessionId: string;
  userId: string;
  refreshToken: string;
}

export interface ListedSession {
  id: string;
  device: string | null;
  address: string | null;
  createdAt: Date;
  usedAt: Date;
  expiresAt: Date;
}

/** Whose session is opened, and by which password. */
export interface Opening {
  id: string;
  passwordHash: string;
}

export type Refreshed =
  | { outcome: "refreshed"; session: OpenSession }
  /** never given out, or its session has ended */
  | { outcome: "unknown" }
  /** replaced a while ago: in two hands, so its session was ended now */
  | { outcome: "reused"; userId: string };

export interface Sessions {
  /**
   * Undefined if the account is gone, or its password is no longer the one that was checked: a
   * sign-in that is still in progress with the old one fails.
   */
  open(account: Opening, device: Device): Promise<OpenSession | undefined>;
  refresh(refreshToken: string, device: Device): Promise<Refreshed>;
  /** @param withinS only if its user signed in within so many seconds */
  isOpen(sessionId: string, withinS?: number): Promise<boolean>;
  /** The user's open sessions, the last used first. */
  list(userId: string): Promise<ListedSession[]>;
  /** Ends one of the user's sessions; false if he has no such one. */
  end(userId: string, sessionId: string): Promise<boolean>;
  /** The same, whosever it is. @returns its user, if there was one */
  endById(sessionId: string): Promise<string | undefined>;
  /** Ends the session of a refresh token, replaced or not. @returns its user, if there was one */
  endByToken(refreshToken: string): Promise<string | undefined>;
  /** Ends all of the user's sessions but `except`. */
  endAll(userId: string, except?: string): Promise<void>;
}

/** Two tabs, or a repeated request, may bring a token for so long after it was replaced. */
export const GRACE_S = 30;
/** Further ones end those that were not used for longest. */
export const SESSIONS_PER_USER = 200;
/** Opening a session removes expired ones, at most this many. */
const CLEARED_AT_ONCE = 100;
const DEVICE_CHARS = 200;

export function openSessions(sql: Sql, times: SessionTimes): Sessions {
  const { tokenS, idleS, longestS } = times;
  return {
    open: ({ id: userId, passwordHash }, device) =>
      transaction(sql, async (tx) => {
        const session = { sessionId: newId(), userId, refreshToken: newRefreshToken() };
        // A password change locks the account until its sessions have ended.
        const [account] = await tx`
          select 1 from identity.account
           where user_id = ${userId} and password_hash = ${passwordHash} for share`;
        if (!account) return undefined;
        await tx`
          delete from identity.session where session_id in (
            select session_id from identity.session where expires_at <= now()
             order by session_id limit ${CLEARED_AT_ONCE} for update skip locked)`;
        await tx`
          delete from identity.session where session_id in (
            select session_id from identity.session where user_id = ${userId}
             order by used_at desc offset ${SESSIONS_PER_USER - 1} for update skip locked)`;
        await tx`
          insert into identity.session
            (session_id, user_id, seed, device, address, expires_at, token_until)
          values (${session.sessionId}, ${userId}, ${newSeed()},
                  ${device.name?.slice(0, DEVICE_CHARS) ?? null}, ${device.address},
                  now() + ${Math.min(idleS, longestS)} * interval '1 second',
                  now() + ${tokenS} * interval '1 second')`;
        await tx`
          insert into identity.refresh_token (token_hash, session_id)
          values (${hashOf(session.refreshToken)}, ${session.sessionId})`;
        return session;
      }),
    refresh: (refreshToken, { address }) =>
      transaction(sql, async (tx): Promise<Refreshed> => {
        // The session's lock comes first: of two who refresh at once, the second sees the first's.
        const [known] = await tx<{ session_id: string; user_id: string; seed: Uint8Array }[]>`
          select session_id, user_id, seed from identity.session
           where session_id = (select session_id from identity.refresh_token
                                where token_hash = ${hashOf(refreshToken)})
             and expires_at > now()
             for update`;
        if (!known) return { outcome: "unknown" };
        const { session_id: sessionId, user_id: userId, seed } = known;
        const [token] = await tx<{ is_over: boolean }[]>`
          select coalesce(rotated_at < clock_timestamp() - ${GRACE_S} * interval '1 second', false)
                 as is_over
            from identity.refresh_token where token_hash = ${hashOf(refreshToken)}`;
        if (!token) return { outcome: "unknown" };
        if (token.is_over) {
          await tx`delete from identity.session where session_id = ${sessionId}`;
          return { outcome: "reused", userId };
        }
        const next = successorOf(refreshToken, seed);
        await tx`
          update identity.refresh_token set rotated_at = coalesce(rotated_at, clock_timestamp())
           where token_hash = ${hashOf(refreshToken)}`;
        await tx`
          insert into identity.refresh_token (token_hash, session_id)
          values (${hashOf(next)}, ${sessionId}) on conflict (token_hash) do nothing`;
        await tx`
          update identity.session set
            used_at = now(), address = ${address},
            expires_at = least(created_at + ${longestS} * interval '1 second',
                               now() + ${idleS} * interval '1 second'),
            token_until = greatest(token_until, now() + ${tokenS} * interval '1 second')
           where session_id = ${sessionId}`;
        return { outcome: "refreshed", session: { sessionId, userId, refreshToken: next } };
      }),
    isOpen: async (sessionId, withinS = longestS) => {
      const rows = await sql`
        select 1 from identity.session
         where session_id::text = ${sessionId} and expires_at > now()
           and created_at > now() - ${withinS} * interval '1 second'`;
      return rows.length > 0;
    },
    list: async (userId) =>
      await sql<ListedSession[]>`
        select session_id as id, device, address, created_at as "createdAt",
               used_at as "usedAt", expires_at as "expiresAt"
          from identity.session where user_id::text = ${userId} and expires_at > now()
         order by used_at desc, session_id`,
    end: async (userId, sessionId) => {
      const { count } = await sql`
        delete from identity.session
         where session_id::text = ${sessionId} and user_id::text = ${userId}`;
      return count > 0;
    },
    endById: async (sessionId) => {
      const [ended] = await sql<{ user_id: string }[]>`
        delete from identity.session where session_id::text = ${sessionId} returning user_id`;
      return ended?.user_id;
    },
    endByToken: async (refreshToken) => {
      const [ended] = await sql<{ user_id: string }[]>`
        delete from identity.session
         where session_id = (select session_id from identity.refresh_token
                              where token_hash = ${hashOf(refreshToken)})
        returning user_id`;
      return ended?.user_id;
    },
    endAll: async (userId, except = "") => {
      await sql`
        delete from identity.session
         where user_id::text = ${userId} and session_id::text <> ${except}`;
    },
  };
}
