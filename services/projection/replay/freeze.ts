/**
 * Freezes a generation: folding into it requires moving its checkpoint first, which waits for the
 * lock on that row. Held for the tail of a catch-up and a snapshot or a swap, never for a
 * comparison.
 */
import { type Sql, transaction, type TransactionSql } from "@rollcall/event-store";
import { subscriptionOf } from "../schema/generation.ts";

/** How long to wait for a batch in progress. */
const LOCK_MS = 10_000;

/** Runs `work` in a transaction of `owner` while the generation is frozen at `position`. */
export async function frozen<T>(
  owner: Sql,
  generation: number,
  work: (tx: TransactionSql, position: number) => Promise<T>,
): Promise<{ result: T; ms: number }> {
  let since = 0;
  const result = await transaction(owner, async (tx) => {
    const subscription = subscriptionOf(generation);
    await tx`
      insert into event_store.checkpoint (subscription, position) values (${subscription}, 0)
          on conflict do nothing`;
    await tx.unsafe(`set local lock_timeout = ${LOCK_MS}`);
    const [row] = await tx<{ position: number }[]>`
      select position from event_store.checkpoint where subscription = ${subscription} for update`;
    since = performance.now();
    return await work(tx, row!.position);
  });
  return { result, ms: Math.round(performance.now() - since) };
}
