/**
 * Messages about jobs that are deleted soon. Upload notes the jobs; here each user gets one message
 * about all of them, at most one a day. Jobs noted meanwhile are in the next day's, still days
 * before they go.
 */
import { type Sql, transaction, type TransactionSql } from "@rollcall/event-store";
import { type EndingJob, JOBS_END } from "./messages.ts";
import { order } from "./queue.ts";

/** Users looked up at once. */
const USERS = 100;
const BETWEEN_HOURS = 24;
/** Any constant that all processes share. */
const LOCK = 724_119;

/**
 * Orders the messages that are due. Processes side by side order each once.
 *
 * @returns how many
 */
export async function orderEndingMessages(sql: Sql): Promise<number> {
  return await transaction(sql, async (tx) => {
    // The second process sees whom the first has warned.
    await tx`select pg_advisory_xact_lock(${LOCK})`;
    const told = await tx<{ userId: string }[]>`
      update account.ending_job set told_at = now()
       where told_at is null and user_id in (
         select distinct j.user_id from account.ending_job j
          where j.told_at is null
            and not exists (
              select 1 from account.ending_job t
               where t.user_id = j.user_id
                 and t.told_at > now() - ${BETWEEN_HOURS} * interval '1 hour')
          limit ${USERS})
      returning user_id as "userId"`;
    const users = [...new Set(told.map(({ userId }) => userId))];
    if (users.length === 0) return 0;
    // Users that another provider signs in by token have no account here, and no address.
    const accounts = await tx<{ id: string; email: string }[]>`
      select user_id as id, email from identity.account
       where user_id::text = any(${users}::text[])`;
    for (const { id, email } of accounts) {
      await order(tx, { kind: JOBS_END, email, userId: id });
    }
    return accounts.length;
  });
}

/** What the message is about when it is sent: the first to go first. */
export async function endingJobsOf(
  tx: TransactionSql,
  userId: string | null,
): Promise<EndingJob[]> {
  return await tx<EndingJob[]>`
    select job_id as id, delete_after as "deleteAfter" from account.ending_job
     where user_id = ${userId} and delete_after > now() order by delete_after, job_id`;
}
