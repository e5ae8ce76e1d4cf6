/** How far a subscription has read the log. Moves by compare-and-set, so that one reader wins. */
import type { Sql, TransactionSql } from "./connect.ts";

/** 0 where the subscription has read nothing yet. */
export async function readCheckpoint(
  sql: Sql | TransactionSql,
  subscription: string,
): Promise<number> {
  const [row] = await sql<{ position: number }[]>`
    select position from event_store.checkpoint where subscription = ${subscription}`;
  return row?.position ?? 0;
}

/**
 * False where the checkpoint no longer stands at `from`, or a holder with a later fencing number has
 * moved it: the caller's work belongs to somebody else now.
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
