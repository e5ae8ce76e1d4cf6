/** Adds entries to the security log. */
import type { Sql, TransactionSql } from "@rollcall/event-store";
import { type Act, entryOf, type SecurityEntry } from "./entry.ts";

/** One statement, whatever their number; safe to repeat. */
export async function writeEntries(
  sql: Sql | TransactionSql,
  entries: SecurityEntry[],
): Promise<void> {
  const column = <Name extends keyof SecurityEntry>(name: Name) =>
    entries.map((entry) => entry[name]);
  await sql`
    insert into security.entry (at, user_id, actor, action, address, request_id, job_id, once)
    select * from unnest(
      ${column("at").map((at) => at.toISOString())}::timestamptz[], ${column("userId")}::text[],
      ${column("actor")}::text[], ${column("action")}::text[], ${column("address")}::text[],
      ${column("requestId")}::text[], ${column("jobId")}::uuid[], ${column("once")}::text[])
        on conflict do nothing`;
}

/** Writes an act down in the unit of work that does it: a command's, which has no time to wait. */
export async function noteNow(sql: Sql | TransactionSql, act: Act): Promise<void> {
  await writeEntries(sql, [entryOf(act, new Date())]);
}
