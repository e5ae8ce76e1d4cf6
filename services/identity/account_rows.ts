/** Statements about the table of accounts that more than one unit of work is made of. */
import { newId, type Sql, type TransactionSql } from "@rollcall/event-store";

export type Account = {
  id: string;
  email: string;
  name: string | null;
  /** may see the operators' figures, see admins.ts */
  isAdmin: boolean;
  /** whether its owner has opened a link that was sent to the address */
  isVerified: boolean;
  /** whether signing in asks for a code besides */
  hasSecondFactor: boolean;
};
export type NewAccount = { email: string; name: string | null; passwordHash: string };

/** The form in which an address is stored and looked up. */
export function canonicalEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Undefined if the address is taken. */
export async function insert(
  tx: TransactionSql,
  { email, name, passwordHash }: NewAccount,
  isVerified: boolean,
): Promise<Account | undefined> {
  const [row] = await tx<Account[]>`
    insert into identity.account (user_id, email, name, password_hash, email_verified_at)
    values (${newId()}, ${canonicalEmail(email)}, ${name}, ${passwordHash},
            ${isVerified ? tx`now()` : null})
    on conflict (email) do nothing
    returning ${accountColumns(tx)}`;
  return row;
}

/**
 * Links that are still in somebody's messages, or in messages on their way: to choose a password, or to
 * move the account to another address. Whoever had the password until now may have asked for them.
 */
export async function voidLinks(tx: TransactionSql, userId: string): Promise<void> {
  await tx`
    delete from identity.mail where user_id = ${userId} and kind = 'change_address'`;
  await tx`
    delete from identity.link
     where user_id = ${userId} and kind in ('reset', 'change_address')`;
}

/** As `AccountWithHash` has them. */
export function accountColumns(sql: Sql | TransactionSql) {
  return sql`
    user_id as id, email, name, password_hash as "passwordHash",
    email_verified_at is not null as "isVerified",
    exists (select 1 from identity.second_factor f
             where f.user_id = account.user_id and f.confirmed_at is not null)
      as "hasSecondFactor",
    exists (select 1 from identity.admin a where a.user_id = account.user_id) as "isAdmin"`;
}
