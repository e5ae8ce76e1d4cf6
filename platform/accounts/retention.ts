/**
 * How long a job is kept, counted from its last change: longer once there was a clean list, shorter
 * before. A user may set both within bounds; otherwise the installation's defaults apply.
 */
import type { ConfigOf } from "../config.ts";
import type { fieldsOf } from "../config_fields.ts";
import type { Sql, TransactionSql } from "@rollcall/event-store";

export type RetentionConfig = ConfigOf<(typeof fieldsOf)["retention"]>;

/** In days. */
export interface Retention {
  /** of a job that had a clean list */
  keepDays: number;
  /** of one that never had one */
  keepUnfinishedDays: number;
}

/** What a user has set; null: the installation's. */
export type OwnRetention = { [Name in keyof Retention]: number | null };

export const DAY_MS = 86_400_000;
/** How long before its end a job's user is told by a message. */
const TOLD_BEFORE_DAYS = 7;

export interface JobLife {
  /** when it last changed */
  lastAt: Date;
  /** whether there ever was a clean list */
  hadList: boolean;
}

/** The moment after which a job is deleted. Pure. */
export function deleteAfter(
  { lastAt, hadList }: JobLife,
  { keepDays, keepUnfinishedDays }: Retention,
): Date {
  const days = hadList ? keepDays : keepUnfinishedDays;
  return new Date(lastAt.getTime() + days * DAY_MS);
}

/**
 * When a job's user is warned that it will be deleted; undefined if jobs are kept for a week or
 * less: the upload page has just said so. Pure.
 */
export function tellFrom(job: JobLife, retention: Retention): Date | undefined {
  const days = job.hadList ? retention.keepDays : retention.keepUnfinishedDays;
  if (days <= TOLD_BEFORE_DAYS) return undefined;
  return new Date(deleteAfter(job, retention).getTime() - TOLD_BEFORE_DAYS * DAY_MS);
}

/** What applies to a user, including a bound that was lowered since. */
export function retentionOf(own: OwnRetention | undefined, config: RetentionConfig): Retention {
  const most = config.RETENTION_MOST_DAYS;
  return {
    keepDays: Math.min(own?.keepDays ?? config.RETENTION_DAYS, most),
    keepUnfinishedDays: Math.min(
      own?.keepUnfinishedDays ?? config.RETENTION_UNFINISHED_DAYS,
      most,
    ),
  };
}

/** What these users have set; one who has set nothing is missing. */
export async function ownRetentions(
  sql: Sql | TransactionSql,
  userIds: string[],
): Promise<Map<string, OwnRetention>> {
  const rows = await sql<(OwnRetention & { userId: string })[]>`
    select user_id as "userId", keep_days as "keepDays",
           keep_unfinished_days as "keepUnfinishedDays"
      from account.retention where user_id = any(${userIds}::text[])`;
  return new Map(rows.map(({ userId, ...own }) => [userId, own]));
}

/** What applies to one user. */
export async function readRetention(
  sql: Sql,
  userId: string,
  config: RetentionConfig,
): Promise<Retention> {
  return retentionOf((await ownRetentions(sql, [userId])).get(userId), config);
}

export async function setRetention(sql: Sql, userId: string, own: OwnRetention): Promise<void> {
  await sql`
    insert into account.retention (user_id, keep_days, keep_unfinished_days)
    values (${userId}, ${own.keepDays}, ${own.keepUnfinishedDays})
        on conflict (user_id) do update
       set keep_days = excluded.keep_days, keep_unfinished_days = excluded.keep_unfinished_days`;
}

/** The usual times, for tests. */
export const usualRetention: RetentionConfig = {
  RETENTION_DAYS: 90,
  RETENTION_UNFINISHED_DAYS: 30,
  RETENTION_MOST_DAYS: 365,
};
