/** Accounts in Postgres. E-mail addresses are case-insensitive. */
import { newId, type Sql, transaction } from "@rollcall/event-store";

export type Account = {
  id: string;
  email: string;
  name: string | null;
  /** may see the operators' figures, see admins.ts */
  isAdmin: boolean;
};
export type NewAccount = { email: string; name: string | null; passwordHash: string };
export type AccountWithHash = Account & { passwordHash: string };

export type Accounts = {
  /** The new account, or undefined if the address is taken. */
  create(account: NewAccount): Promise<Account | undefined>;
  findByEmail(email: string): Promise<AccountWithHash | undefined>;
  find(id: string): Promise<AccountWithHash | undefined>;
  /**
   * Replaces the password and ends all sessions but one, or does neither: false if the password is no
   * longer the one that was checked.
   */
  changePassword(change: PasswordChange): Promise<boolean>;
};

export interface PasswordChange {
  userId: string;
  oldHash: string;
  newHash: string;
  /** the session that goes on */
  sessionId: string;
}

/** The form in which an address is stored and looked up. */
export function canonicalEmail(email: string): string {
  return email.trim().toLowerCase();
}

export function openAccounts(sql: Sql): Accounts {
  return {
    create: async ({ email, name, passwordHash }) => {
      const [row] = await sql<Account[]>`
        insert into identity.account (user_id, email, name, password_hash)
        values (${newId()}, ${canonicalEmail(email)}, ${name}, ${passwordHash})
        on conflict (email) do nothing
        returning user_id as id, email, name, false as "isAdmin"`;
      return row;
    },
    findByEmail: async (email) => {
      const [row] = await sql<AccountWithHash[]>`
        select ${columns(sql)} from identity.account where email = ${canonicalEmail(email)}`;
      return row;
    },
    find: async (id) => {
      const [row] = await sql<AccountWithHash[]>`
        select ${columns(sql)} from identity.account where user_id::text = ${id}`;
      return row;
    },
    changePassword: ({ userId, oldHash, newHash, sessionId }) =>
      transaction(sql, async (tx) => {
        const { count } = await tx`
          update identity.account set password_hash = ${newHash}
           where user_id = ${userId} and password_hash = ${oldHash}`;
        if (count === 0) return false;
        await tx`
          delete from identity.session
           where user_id = ${userId} and session_id::text <> ${sessionId}`;
        return true;
      }),
  };
}

function columns(sql: Sql) {
  return sql`
    user_id as id, email, name, password_hash as "passwordHash",
    exists (select 1 from identity.admin a where a.user_id = account.user_id) as "isAdmin"`;
}
