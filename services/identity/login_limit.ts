/**
 * Limits sign-in attempts: per 15 minutes ten from one address on one account, and a hundred from
 * one address on all accounts. Attackers elsewhere cannot lock out the owner at the owner's own
 * address. Counts are stored in Postgres, so they hold across processes and restarts; they are
 * incremented before the password is checked, so that concurrent attempts cannot slip through.
 */
import { createHash } from "node:crypto";
import type { Sql } from "@rollcall/event-store";
import { networkOf } from "@rollcall/platform/client_address.ts";

export type Attempt = { ok: true } | { ok: false; retryAfterS: number; of: "account" | "address" };

export type LoginLimit = {
  /** Counts one attempt. */
  attempt(email: string, address: string): Promise<Attempt>;
  /** After a correct password: clears the account's attempts, and this one of the address. */
  clear(email: string, address: string): Promise<void>;
};

/** Attempts from one address on one account, and on all accounts. */
export interface LoginLimits {
  account: number;
  address: number;
}

const ACCOUNT_ATTEMPTS = 10;
const ADDRESS_ATTEMPTS = 100;
const WINDOW_S = 15 * 60;
const usual: LoginLimits = { account: ACCOUNT_ATTEMPTS, address: ADDRESS_ATTEMPTS };

export function openLoginLimit(sql: Sql, limits: LoginLimits = usual): LoginLimit {
  return {
    attempt: async (email, address) => {
      const network = networkOf(address);
      const account = bucketOf(email, network);
      // In a fixed order, to avoid deadlocks.
      const buckets = [account, bucketOf(network)].sort();
      const rows = await sql<{ bucket: string; attempts: number; retry_after_s: number }[]>`
        insert into identity.login_attempt as a (bucket, attempts, window_end)
        select bucket, 1, now() + ${WINDOW_S} * interval '1 second'
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
      // Expired counts are deleted too, except locked ones, to avoid waiting.
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
