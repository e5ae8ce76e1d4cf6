/** Accounts in Postgres. E-mail addresses are case-insensitive. */
import { newId, type Sql, transaction, type TransactionSql } from "@rollcall/event-store";
import {
  type Account,
  accountColumns as columns,
  canonicalEmail,
  insert,
  type NewAccount,
  voidLinks,
} from "./account_rows.ts";
import { findLink, useLink } from "./mail/links.ts";
import { linkLifeS } from "./mail/messages.ts";
import { order } from "./mail/queue.ts";
import { type Reset, resetPassword } from "./password_reset.ts";

export type { Account, NewAccount };
export type AccountWithHash = Account & { passwordHash: string };

export type Accounts = {
  /** The new account, or undefined if the address is taken. */
  create(account: NewAccount): Promise<Account | undefined>;
  findByEmail(email: string): Promise<AccountWithHash | undefined>;
  find(id: string): Promise<AccountWithHash | undefined>;
  rename(id: string, name: string | null): Promise<void>;
  /**
   * Replaces the password and ends all sessions but one, or does neither: false if the password is no
   * longer the one that was checked.
   */
  changePassword(change: HashChange): Promise<boolean>;
  /** Whose password a link chooses anew; the link goes on working. */
  ofReset(token: string): Promise<Account | undefined>;
  /**
   * Chooses a password by a link and ends all sessions.
   *
   * @param startsOver whether an account whose address nobody has confirmed is closed, for an empty one
   */
  resetPassword(token: string, newHash: string, startsOver: boolean): Promise<Reset>;
  /**
   * Orders the message with the link that makes an address the account's; false if the password is no
   * longer the one that was checked.
   */
  askForAddress(change: AddressChange): Promise<boolean>;
  /** The address that a link confirms, as the account's own or its new one. */
  confirmEmail(token: string): Promise<Confirmed | undefined>;
  /** Keeps an account until its owner opens the link that he is sent. */
  register(account: NewAccount): Promise<void>;
  /** The account that waits for a link to be opened; the link goes on working. */
  ofRegistration(token: string): Promise<NewAccount | undefined>;
  /** Opens it; undefined if the link does not work, or the address has an account by now. */
  finishRegistration(token: string): Promise<Account | undefined>;
};

/** An account, and the address that is its own now. */
export type Confirmed = Pick<Account, "id" | "email">;

export interface HashChange {
  userId: string;
  oldHash: string;
  newHash: string;
  /** the session that goes on, if there is one */
  sessionId?: string;
}

export interface AddressChange {
  userId: string;
  passwordHash: string;
  /** the new one, in canonical form */
  email: string;
}

/** @param hasMail whether messages are sent: else none are ordered */
export function openAccounts(sql: Sql, hasMail: boolean): Accounts {
  const byEmail = async (email: string) => {
    const [row] = await sql<AccountWithHash[]>`
      select ${columns(sql)} from identity.account where email = ${canonicalEmail(email)}`;
    return row;
  };
  const byId = async (id: string) => {
    const [row] = await sql<AccountWithHash[]>`
      select ${columns(sql)} from identity.account where user_id::text = ${id}`;
    return row;
  };
  return {
    findByEmail: byEmail,
    find: byId,
    create: (account) =>
      transaction(sql, async (tx) => {
        const created = await insert(tx, account, false);
        if (created && hasMail) {
          await order(tx, { kind: "verify", email: created.email, userId: created.id });
        }
        return created;
      }),
    rename: async (id, name) => {
      await sql`update identity.account set name = ${name} where user_id::text = ${id}`;
    },
    changePassword: ({ userId, oldHash, newHash, sessionId = "" }) =>
      transaction(sql, async (tx) => {
        const [changed] = await tx<{ email: string }[]>`
          update identity.account set password_hash = ${newHash}
           where user_id = ${userId} and password_hash = ${oldHash} returning email`;
        if (!changed) return false;
        await tx`
          delete from identity.session
           where user_id = ${userId} and session_id::text <> ${sessionId}`;
        await voidLinks(tx, userId);
        if (hasMail) await order(tx, { kind: "password_changed", email: changed.email, userId });
        return true;
      }),
    ofReset: async (token) => {
      const link = await findLink(sql, token, ["reset"]);
      const account = link?.userId ? await byId(link.userId) : undefined;
      return account?.email === link?.email ? account : undefined;
    },
    resetPassword: (token, newHash, startsOver) =>
      transaction(sql, (tx) => resetPassword(tx, { token, newHash, startsOver })),
    askForAddress: ({ userId, passwordHash, email }) =>
      transaction(sql, async (tx) => {
        const [account] = await tx`
          select 1 from identity.account
           where user_id = ${userId} and password_hash = ${passwordHash} for share`;
        if (account) await order(tx, { kind: "change_address", email, userId });
        return account !== undefined;
      }),
    confirmEmail: (token) =>
      transaction(sql, (tx) => confirmEmail(tx, token)).catch((error) => {
        // Another account got the address since it was looked up.
        if (error?.constraint_name === "account_email_key") return undefined;
        throw error;
      }),
    register: (account) =>
      transaction(sql, async (tx) => {
        const registrationId = newId(), email = canonicalEmail(account.email);
        await tx`
          insert into identity.registration (registration_id, email, name, password_hash, expires_at)
          values (${registrationId}, ${email}, ${account.name}, ${account.passwordHash},
                  now() + ${linkLifeS.finish_registration} * interval '1 second')`;
        await order(tx, { kind: "finish_registration", email, registrationId });
      }),
    ofRegistration: async (token) => {
      const link = await findLink(sql, token, ["finish_registration"]);
      if (!link?.registrationId) return undefined;
      const [row] = await sql<NewAccount[]>`
        select email, name, password_hash as "passwordHash" from identity.registration
         where registration_id = ${link.registrationId}`;
      return row;
    },
    finishRegistration: (token) =>
      transaction(sql, async (tx) => {
        const link = await useLink(tx, token, ["finish_registration"]);
        if (!link?.registrationId) return undefined;
        const [registration] = await tx<NewAccount[]>`
          delete from identity.registration where registration_id = ${link.registrationId}
          returning email, name, password_hash as "passwordHash"`;
        return registration && await insert(tx, registration, true);
      }),
  };
}

/** The address that a link makes the account's, or confirms as such. */
async function confirmEmail(tx: TransactionSql, token: string): Promise<Confirmed | undefined> {
  const link = await useLink(tx, token, ["verify", "change_address"]);
  if (!link?.userId) return undefined;
  const { kind, email, userId } = link;
  const [account] = await tx<{ email: string }[]>`
    select email from identity.account where user_id = ${userId} for update`;
  if (!account || (kind === "verify" && account.email !== email)) return undefined;
  const [taken] = await tx`
    select 1 from identity.account where email = ${email} and user_id <> ${userId}`;
  if (taken) return undefined;
  await tx`
    update identity.account set email = ${email}, email_verified_at = now()
     where user_id = ${userId}`;
  if (account.email !== email) {
    await voidLinks(tx, userId);
    await order(tx, { kind: "address_changed", email: account.email, userId });
  }
  return { id: userId, email };
}
