/**
 * How often one address may try to sign in to one account: ten times in a quarter of an hour. The
 * count lies in Postgres, so that it holds over any number of processes and restarts; it is taken
 * before the password is looked at, so that tries at the same moment cannot slip through.
 */
import { createHash } from "node:crypto";
import type { Sql } from "@rollcall/event-store";

export type Attempt = { ok: true } | { ok: false; retryAfterS: number };

export type LoginLimit = {
  /** Counts one attempt. */
  attempt(email: string, address: string): Promise<Attempt>;
  /** Forgets the attempts: the right password came. */
  clear(email: string, address: string): Promise<void>;
};

const maxAttempts = 10;
const windowS = 15 * 60;

export function openLoginLimit(sql: Sql, max = maxAttempts): LoginLimit {
  return {
    attempt: async (email, address) => {
      const [row] = await sql<{ attempts: number; retry_after_s: number }[]>`
        insert into identity.login_attempt as a (bucket, attempts, window_end)
        values (${bucketOf(email, address)}, 1, now() + ${windowS} * interval '1 second')
        on conflict (bucket) do update set
          attempts = case when a.window_end <= now() then 1 else a.attempts + 1 end,
          window_end = case when a.window_end <= now() then excluded.window_end
                            else a.window_end end
        returning attempts, ceil(extract(epoch from window_end - now()))::int as retry_after_s`;
      if (row && row.attempts > max) return { ok: false, retryAfterS: row.retry_after_s };
      return { ok: true };
    },
    clear: async (email, address) => {
      await sql`
        delete from identity.login_attempt
         where bucket = ${bucketOf(email, address)} or window_end < now()`;
    },
  };
}

function bucketOf(email: string, address: string): string {
  return createHash("sha256").update(JSON.stringify([email, address])).digest("base64url");
}
