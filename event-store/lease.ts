/**
 * A lease: one holder at a time, identified by a fencing number that grows with every change of
 * holder.
 */
import type { Sql } from "./connect.ts";

/**
 * Takes or renews a lease for `ttlMs`.
 *
 * ```ts
 * assert.equal(await takeLease(sql, "relay", "first", 10_000), 1);
 * assert.equal(await takeLease(sql, "relay", "second", 10_000), null);
 * ```
 *
 * @returns the fencing number, or null while another holder's lease runs
 */
export async function takeLease(
  sql: Sql,
  name: string,
  holder: string,
  ttlMs: number,
): Promise<number | null> {
  const [row] = await sql<{ fence: number | null }[]>`
    select event_store.take_lease(${name}, ${holder}, ${ttlMs}) as fence`;
  return row?.fence ?? null;
}

/**
 * Releases a lease early, so that a successor need not wait for it to expire.
 *
 * ```ts
 * await takeLease(sql, "relay", "first", 10_000);
 * await releaseLease(sql, "relay", "first");
 * assert.equal(await takeLease(sql, "relay", "second", 10_000), 2);
 * ```
 */
export async function releaseLease(sql: Sql, name: string, holder: string): Promise<void> {
  await sql`update event_store.lease set expires_at = '-infinity'
             where name = ${name} and holder = ${holder}`;
}
