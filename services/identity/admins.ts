/** Who is an operator, with the login of `deno task admin`: the service itself can only ask. */
import { type Sql, transaction } from "@rollcall/event-store";
import { noteNow } from "@rollcall/platform/security_log/write_entries.ts";

export interface Admin {
  userId: string;
  email: string;
  grantedAt: Date;
}

export type Granted = "granted" | "already" | "no such account";
export type Unlocked =
  | "unlocked"
  | "no second factor"
  | "not proven: see docs/operations/running.md";
export type Revocation = "revoked" | "not an admin";

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
export async function revokeAdmin(sql: Sql, userId: string): Promise<Revocation> {
  return await transaction(sql, async (tx) => {
    const { count } = await tx`delete from identity.admin where user_id::text = ${userId}`;
    if (count === 0) return "not an admin";
    await tx`delete from identity.session where user_id::text = ${userId}`;
    await noteNow(tx, { action: "admin_revoked", userId, actor: "command" });
    return "revoked";
  });
}

/** For so long counts what somebody has shown. */
const PROOF_HOURS = 1;

/**
 * Takes a second factor away whose owner has lost app and recovery codes. He has shown the same as when
 * he set it up: that he knows the password, by a sign-in with a wrong code; and, where his address was
 * confirmed, that he reads its mail, by a password that he chose by a link just before. Signing in
 * takes the password alone then.
 */
export async function unlock(sql: Sql, userId: string): Promise<Unlocked> {
  return await transaction(sql, async (tx) => {
    const [proof] = await tx<{ isProven: boolean }[]>`
      with lately as (
        select action, max(at) as at from security.entry
         where user_id = ${userId} and at > now() - ${PROOF_HOURS} * interval '1 hour'
           and action in ('password_reset', 'second_factor_failed') group by action)
      select exists (
        select from lately knows left join lately reads on reads.action = 'password_reset'
         where knows.action = 'second_factor_failed'
           and (email_verified_at is null or reads.at < knows.at)) as "isProven"
        from identity.account join identity.second_factor using (user_id)
       where user_id::text = ${userId}`;
    if (!proof) return "no second factor";
    if (!proof.isProven) return "not proven: see docs/operations/running.md";
    const { count } = await tx`
      delete from identity.second_factor where user_id::text = ${userId}`;
    if (count === 0) return "no second factor";
    await tx`delete from identity.session where user_id::text = ${userId}`;
    await noteNow(tx, { action: "second_factor_taken_away", userId, actor: "command" });
    return "unlocked";
  });
}
