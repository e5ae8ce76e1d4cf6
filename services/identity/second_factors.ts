/**
 * Second factors in Postgres. Secrets are wrapped by the master key that wraps signing keys: who has
 * the database alone can compute no code. A code is taken once, whichever process is asked.
 */
import { Buffer } from "node:buffer";
import { type MasterKey, type Sql, transaction, type TransactionSql } from "@rollcall/event-store";
import { newRecoveryCodes, newSecret, plainCode, recoveryHash, stepOf } from "./totp.ts";

export type Checked = "right" | "recovery code" | "wrong";

export interface SecondFactors {
  /** A new secret to set up; undefined if there is a second factor already. */
  setUp(userId: string): Promise<string | undefined>;
  /** Turns it on by a first code. @returns recovery codes, or undefined if the code is wrong */
  confirm(userId: string, code: string): Promise<string[] | undefined>;
  /** Takes a code of the app, or a recovery code; neither is taken again. */
  check(userId: string, code: string): Promise<Checked>;
  /** Replaces the recovery codes. */
  renewRecovery(userId: string): Promise<string[]>;
  /** How many recovery codes are left. */
  countRecovery(userId: string): Promise<number>;
  remove(userId: string): Promise<void>;
  /** Rewraps what a former master key wrapped. */
  wrapAnew(): Promise<void>;
}

interface Stored {
  user_id: string;
  secret: string;
}

export function openSecondFactors(
  sql: Sql,
  master: MasterKey,
  clock: () => number = Date.now,
): SecondFactors {
  const wrap = async (secret: string, userId: string) => {
    const { bytes, by } = await master.wrap(Buffer.from(secret), contextOf(userId));
    return JSON.stringify({ wrapped: Buffer.from(bytes).toString("base64"), by });
  };
  const unwrap = async (stored: string, userId: string) => {
    const { wrapped, by } = JSON.parse(stored) as { wrapped: string; by: string };
    const bytes = new Uint8Array(Buffer.from(wrapped, "base64"));
    return Buffer.from(await master.unwrap({ bytes, by }, contextOf(userId))).toString();
  };
  /** Takes a code of the app, if it is newer than the last one that was taken. */
  const take = async (userId: string, code: string, isOn: boolean) => {
    const [row] = await sql<Stored[]>`
      select user_id, secret from identity.second_factor
       where user_id = ${userId} and (confirmed_at is not null) = ${isOn}`;
    const step = row && stepOf(await unwrap(row.secret, userId), code, clock());
    if (step === undefined) return false;
    const { count } = await sql`
      update identity.second_factor
         set last_step = ${step}, confirmed_at = coalesce(confirmed_at, now())
       where user_id = ${userId} and last_step < ${step} and secret = ${row!.secret}`;
    return count > 0;
  };
  return {
    setUp: async (userId) => {
      const secret = newSecret();
      const { count } = await sql`
        insert into identity.second_factor (user_id, secret)
        values (${userId}, ${await wrap(secret, userId)})
            on conflict (user_id) do update set secret = excluded.secret, last_step = 0
         where second_factor.confirmed_at is null`;
      return count > 0 ? secret : undefined;
    },
    confirm: async (userId, code) =>
      await take(userId, plainCode(code), false)
        ? await transaction(sql, (tx) => replaceRecovery(tx, userId))
        : undefined,
    check: async (userId, given) => {
      const code = plainCode(given);
      if (await take(userId, code, true)) return "right";
      const { count } = await sql`
        delete from identity.recovery_code
         where user_id = ${userId} and code_hash = ${recoveryHash(code)}`;
      return count > 0 ? "recovery code" : "wrong";
    },
    renewRecovery: (userId) => transaction(sql, (tx) => replaceRecovery(tx, userId)),
    countRecovery: async (userId) => {
      const [row] = await sql<{ count: number }[]>`
        select count(*)::int as count from identity.recovery_code where user_id = ${userId}`;
      return row!.count;
    },
    remove: async (userId) => {
      await sql`delete from identity.second_factor where user_id = ${userId}`;
    },
    wrapAnew: async () => {
      const current = await master.current();
      const rows = await sql<Stored[]>`
        select user_id, secret from identity.second_factor
         where secret::json->>'by' <> ${current}`;
      for (const { user_id: userId, secret } of rows) {
        const anew = await wrap(await unwrap(secret, userId), userId);
        // One that was replaced meanwhile stays.
        await sql`
          update identity.second_factor set secret = ${anew}
           where user_id = ${userId} and secret = ${secret}`;
      }
    },
  };
}

const contextOf = (userId: string) => `second factor of ${userId}`;

async function replaceRecovery(tx: TransactionSql, userId: string): Promise<string[]> {
  const codes = newRecoveryCodes();
  await tx`delete from identity.recovery_code where user_id = ${userId}`;
  for (const code of codes) {
    await tx`
      insert into identity.recovery_code (user_id, code_hash)
      values (${userId}, ${recoveryHash(code)})`;
  }
  return codes;
}
