/** Waiting for a lock on the views that queries read, for so short a time that no query notices. */
import type { TransactionSql } from "@rollcall/event-store";

/** Less than Postgres's deadlock timeout of 1 s, so that a reader is never the victim. */
const VIEWS_MS = 250;
const LOCK_NOT_AVAILABLE = "55P03";

/** From here on a statement of the transaction fails whose lock is not free in time. */
export async function limitLockWait(tx: TransactionSql): Promise<void> {
  await tx.unsafe(`set local lock_timeout = ${VIEWS_MS}`);
}

/** Whether a statement failed because its lock was not free in time. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === LOCK_NOT_AVAILABLE;
}
