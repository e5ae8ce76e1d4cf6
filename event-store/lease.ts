/** A lease: one holder at a time, known by a fencing number that grows with every change of holder. */
import type { Sql } from "./connect.ts";

/**
 * Takes or renews a lease for `ttlMs`.
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

/** Gives a lease back before its time, so that a successor need not wait for it to run out. */
export async function releaseLease(sql: Sql, name: string, holder: string): Promise<void> {
  await sql`update event_store.lease set expires_at = '-infinity'
             where name = ${name} and holder = ${holder}`;
}
