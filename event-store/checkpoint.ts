/** How far a subscription has read the log. Moved by compare-and-set, so that one reader wins. */
import type { Sql, TransactionSql } from "./connect.ts";

/**
 * 0 if the subscription has read nothing yet.
 *
 * ```ts
 * assert.equal(await readCheckpoint(sql, "mailer"), 0);
 * ```
 */
export async function readCheckpoint(
  sql: Sql | TransactionSql,
  subscription: string,
): Promise<number> {
  const [row] = await sql<{ position: number }[]>`
    select position from event_store.checkpoint where subscription = ${subscription}`;
  return row?.position ?? 0;
}

/**
 * False if the checkpoint is no longer at `from`, or a holder with a later fencing number has moved
 * it: another reader has taken over.
 *
 * ```ts
 * const move = { subscription: "mailer", from: 0, to: 7 };
 * assert.equal(await moveCheckpoint(sql, move), true);
 * assert.equal(await moveCheckpoint(sql, move), false); // it stands at 7 now
 * ```
 */
export async function moveCheckpoint(
  sql: Sql | TransactionSql,
  move: { subscription: string; from: number; to: number; fence?: number },
): Promise<boolean> {
  const [row] = await sql<{ moved: boolean }[]>`
    select event_store.move_checkpoint(
      ${move.subscription}, ${move.from}, ${move.to}, ${move.fence ?? 0}) as moved`;
  return row!.moved;
}
