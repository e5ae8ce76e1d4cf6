/**
 * Closing an account takes one row: with it the account is gone from identity, and its sessions
 * end. The row stays until upload has deleted the account's last job. Safe to repeat and to
 * interrupt.
 */
import type { Sql, TransactionSql } from "@rollcall/event-store";

/** Closes the account; nothing if it is closed already. */
export async function closeAccount(sql: Sql | TransactionSql, userId: string): Promise<void> {
  await sql`insert into account.closed (user_id) values (${userId}) on conflict do nothing`;
}

export async function isClosed(sql: Sql | TransactionSql, userId: string): Promise<boolean> {
  return (await sql`select 1 from account.closed where user_id = ${userId}`).length > 0;
}

/** Closed accounts that may have jobs, the first closed first. */
export async function accountsWithJobs(sql: Sql, limit: number): Promise<string[]> {
  const rows = await sql<{ user_id: string }[]>`
    select user_id from account.closed where jobs_gone_at is null order by closed_at limit ${limit}`;
  return rows.map((row) => row.user_id);
}

export async function jobsAreGone(tx: TransactionSql, userId: string): Promise<void> {
  await tx`
    update account.closed set jobs_gone_at = now()
     where user_id = ${userId} and jobs_gone_at is null`;
}

/** Whether the last job of a closed account was deleted. */
export async function isGone(sql: Sql, userId: string): Promise<boolean> {
  const rows = await sql`
    select 1 from account.closed where user_id = ${userId} and jobs_gone_at is not null`;
  return rows.length > 0;
}
