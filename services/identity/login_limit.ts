/**
 * How often somebody may try to sign in: in a quarter of an hour ten times from one address to one
 * account, and a hundred times from one address to all of them. Strangers elsewhere use up neither
 * for the owner at his own address. The counts lie in Postgres, so that they hold over any number of
 * processes and restarts; they are taken before the password is looked at, so that tries at the same
 * moment cannot slip through.
 */
import { createHash } from "node:crypto";
import type { Sql } from "@rollcall/event-store";
import { networkOf } from "@rollcall/runtime/client_address.ts";

export type Attempt = { ok: true } | { ok: false; retryAfterS: number; of: "account" | "address" };

export type LoginLimit = {
  /** Counts one attempt. */
  attempt(email: string, address: string): Promise<Attempt>;
  /** The right password came: forgets the attempts on the account, and this one of the address. */
  clear(email: string, address: string): Promise<void>;
};

/** Attempts from one address on one account, and on all accounts. */
export interface LoginLimits {
  account: number;
  address: number;
}

const accountAttempts = 10;
const addressAttempts = 100;
const windowS = 15 * 60;
const usual: LoginLimits = { account: accountAttempts, address: addressAttempts };

export function openLoginLimit(sql: Sql, limits: LoginLimits = usual): LoginLimit {
  return {
    attempt: async (email, address) => {
      const network = networkOf(address);
      const account = bucketOf(email, network);
      // In one order, so that no two of them wait for each other.
      const buckets = [account, bucketOf(network)].sort();
      const rows = await sql<{ bucket: string; attempts: number; retry_after_s: number }[]>`
        insert into identity.login_attempt as a (bucket, attempts, window_end)
        select bucket, 1, now() + ${windowS} * interval '1 second'
          from unnest(${buckets}::text[]) with ordinality as b (bucket, at) order by at
        on conflict (bucket) do update set
          attempts = case when a.window_end <= now() then 1 else a.attempts + 1 end,
          window_end = case when a.window_end <= now() then excluded.window_end
                            else a.window_end end
        returning bucket, attempts,
                  ceil(extract(epoch from window_end - now()))::int as retry_after_s`;
      for (const kind of ["address", "account"] as const) {
        const row = rows.find(({ bucket }) => (bucket === account) === (kind === "account"));
        if (row && row.attempts > limits[kind]) {
          return { ok: false, retryAfterS: row.retry_after_s, of: kind };
        }
      }
      return { ok: true };
    },
    clear: async (email, address) => {
      const network = networkOf(address);
      await sql`
        update identity.login_attempt set attempts = attempts - 1
         where bucket = ${bucketOf(network)} and attempts > 0`;
      // What is over goes too, but for what somebody else has in hand: he is not waited for.
      await sql`
        delete from identity.login_attempt where bucket in (
          select bucket from identity.login_attempt
           where bucket = ${bucketOf(email, network)} or window_end < now()
             for update skip locked)`;
    },
  };
}

function bucketOf(...of: string[]): string {
  return createHash("sha256").update(JSON.stringify(of)).digest("base64url");
}
