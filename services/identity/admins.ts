/** Who is an operator, with the login of `deno task admin`: the service itself can only ask. */
import { type Sql, transaction } from "@rollcall/event-store";
import { noteNow } from "@rollcall/platform/security_log/write_entries.ts";

export interface Admin {
  userId: string;
  email: string;
  grantedAt: Date;
}

export type Granted = "granted" | "already" | "no such account";
export type Unlocked = "unlocked" | "no second factor";
export type Revoked = "revoked" | "not an admin";

export async function listAdmins(sql: Sql): Promise<Admin[]> {
  return await sql<Admin[]>`
    select user_id as "userId", email, granted_at as "grantedAt"
      from identity.admin join identity.account using (user_id) order by granted_at, user_id`;
}

/** Holds from the next token on: the account signs in again, or its session is refreshed. */
export async function grantAdmin(sql: Sql, userId: string): Promise<Granted> {
  const found = await sql`select 1 from identity.account where user_id::text = ${userId}`;
  if (found.length === 0) return "no such account";
  return await transaction(sql, async (tx) => {
    const { count } = await tx`
      insert into identity.admin (user_id) values (${userId}) on conflict (user_id) do nothing`;
    if (count === 0) return "already";
    await noteNow(tx, { action: "admin_granted", userId, actor: "command" });
    return "granted";
  });
}

/** Holds at once: the account's sessions end, since their tokens have the role. */
export async function revokeAdmin(sql: Sql, userId: string): Promise<Revoked> {
  return await transaction(sql, async (tx) => {
    const { count } = await tx`delete from identity.admin where user_id::text = ${userId}`;
    if (count === 0) return "not an admin";
    await tx`delete from identity.session where user_id::text = ${userId}`;
    await noteNow(tx, { action: "admin_revoked", userId, actor: "command" });
    return "revoked";
  });
}

/**
 * Takes a second factor away whose owner has lost app and recovery codes: whoever runs the
 * installation has made sure who asks. Signing in takes the password alone then.
 */
export async function unlock(sql: Sql, userId: string): Promise<Unlocked> {
  return await transaction(sql, async (tx) => {
    const { count } = await tx`
      delete from identity.second_factor where user_id::text = ${userId}`;
    if (count === 0) return "no second factor";
    await tx`delete from identity.session where user_id::text = ${userId}`;
    await noteNow(tx, { action: "second_factor_taken_away", userId, actor: "command" });
    return "unlocked";
  });
}
