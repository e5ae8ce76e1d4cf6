/** The security log as its user and an operator read it, the newest first. */
import type { SecurityEntry } from "@rollcall/contracts/api";
import type { Sql } from "@rollcall/event-store";
import type { SecurityLog } from "@rollcall/platform/security_log/security_log.ts";

/** An entry of anybody. */
export type AnyEntry = SecurityEntry & { user_id: string | null };

export interface SecurityPage<Entry = AnyEntry> {
  entries: Entry[];
  /** the cursor of the next page, if there is more */
  next: string | undefined;
}

export interface PageOf {
  limit: number;
  /** of the page before */
  cursor?: string | undefined;
}

export interface SecurityEntries {
  /** @param userId whose entries; null: everybody's, and those of nobody */
  page(userId: string | null, page: PageOf): Promise<SecurityPage>;
}

type Row = Omit<AnyEntry, "at"> & { at: Date };

export function openSecurityEntries(sql: Sql): SecurityEntries {
  return {
    page: async (userId, { limit, cursor }) => {
      const rows = await sql<Row[]>`
        select entry_id::text as id, at, user_id, action, actor, address, request_id, job_id
          from security.entry
         where ${userId === null ? sql`true` : sql`user_id = ${userId}`}
           and entry_id < ${cursor ?? String(Number.MAX_SAFE_INTEGER)}::bigint
         order by entry_id desc limit ${limit + 1}`;
      const entries = rows.slice(0, limit).map((row) => ({ ...row, at: row.at.toISOString() }));
      return { entries, next: rows.length > limit ? entries.at(-1)!.id : undefined };
    },
  };
}

/** A page of a user's entries; what this process has still to write is written first. */
export async function readSecurityLog(
  { security, securityEntries }: { security: SecurityLog; securityEntries: SecurityEntries },
  userId: string,
  page: PageOf,
): Promise<SecurityPage<SecurityEntry>> {
  await security.flush();
  const { entries, next } = await securityEntries.page(userId, page);
  return { entries: entries.map(({ user_id: _, ...entry }) => entry), next };
}
