/** Which account an external provider signs in to. */
import { newId, type Sql, transaction } from "@rollcall/event-store";
import { canonicalEmail } from "./account_rows.ts";
import type { Accounts, AccountWithHash } from "./accounts.ts";
import type { Person } from "./provider.ts";

export type Provided =
  | { outcome: "entered"; account: AccountWithHash; isNew: boolean }
  /** the provider names no address that it has verified */
  | { outcome: "no address" }
  /** an account with this address is there, and is not known to be this person's */
  | { outcome: "address taken" };

export interface ProvidedAccounts {
  /**
   * The account of a person whom the provider names: the one that it signed in to before; else the one
   * with the address, if its owner confirmed that address here, and guards it by no second factor; else
   * a new one.
   *
   * @param passwordHash of a password that nobody knows, for a new account
   */
  find(person: Person, passwordHash: () => Promise<string>): Promise<Provided>;
  /** The persons of providers that sign in to an account. */
  of(userId: string): Promise<Pick<Person, "issuer" | "subject">[]>;
}

export function openProvidedAccounts(sql: Sql, accounts: Accounts): ProvidedAccounts {
  const known = async ({ issuer, subject }: Person) => {
    const [row] = await sql<{ id: string }[]>`
      select user_id as id from identity.provided_account
       where issuer = ${issuer} and subject = ${subject}`;
    return row && await accounts.find(row.id);
  };
  return {
    find: async (person, passwordHash) => {
      const { issuer, subject, email, name } = person;
      const before = await known(person);
      if (before) return { outcome: "entered", account: before, isNew: false };
      if (email === undefined) return { outcome: "no address" };
      const same = await accounts.findByEmail(email);
      if (same && (!same.isVerified || same.hasSecondFactor)) return { outcome: "address taken" };
      const hash = same ? "" : await passwordHash();
      const id = await transaction(sql, async (tx) => {
        const userId = same?.id ?? newId();
        if (!same) {
          const { count } = await tx`
            insert into identity.account (user_id, email, name, password_hash, email_verified_at)
            values (${userId}, ${canonicalEmail(email)}, ${name}, ${hash}, now())
            on conflict (email) do nothing`;
          if (count === 0) return undefined;
        }
        await tx`
          insert into identity.provided_account (issuer, subject, user_id)
          values (${issuer}, ${subject}, ${userId}) on conflict (issuer, subject) do nothing`;
        return userId;
      });
      const account = id && await accounts.find(id);
      if (!account) return { outcome: "address taken" };
      return { outcome: "entered", account, isNew: !same };
    },
    of: async (userId) =>
      await sql<Pick<Person, "issuer" | "subject">[]>`
        select issuer, subject from identity.provided_account
         where user_id = ${userId} order by issuer, subject`,
  };
}
