/**
 * Deletes the jobs of closed accounts, each as its owner would. A closed account stays on the list
 * until its last job is deleted and the ledger of erasures has it: whoever dies on the way, or finds a
 * store away, leaves it to the next look. Any number of processes may do so at once.
 */
import { type EventStore, type Following, newId, transaction, Wake } from "@rollcall/event-store";
import { accountsWithJobs, jobsAreGone } from "@rollcall/platform/accounts/closed.ts";
import { CLOSED_CHANNEL } from "@rollcall/platform/accounts/schema.ts";
import type { FilesOf } from "@rollcall/platform/files.ts";
import type { Log } from "@rollcall/platform/log.ts";
import { noteNow } from "@rollcall/platform/security_log/write_entries.ts";
import { deleteJob } from "./delete_job.ts";
import { countOut, forgetHoursOf, lockUser } from "./usage.ts";

export interface ClosingContext {
  store: EventStore;
  objects: Pick<FilesOf<"upload">, "noteErasure">;
  log: Log;
}

/** Accounts and jobs looked up at once. */
const ACCOUNTS = 20, JOBS = 100;
/** Looks without a notification. */
const POLL_MS = 10_000;

/** The entry of a closed account in the ledger of erasures. */
export const ledgerEntry = (userId: string) => `account/${encodeURIComponent(userId)}`;

/** The account that an entry of the ledger is about; undefined if it is about a job. */
export function accountOf(entry: string): string | undefined {
  return entry.startsWith("account/") ? decodeURIComponent(entry.slice(8)) : undefined;
}

/** Follows the list of closed accounts until stopped. */
export async function followClosedAccounts(context: ClosingContext): Promise<Following> {
  const stopping = new AbortController();
  const wake = new Wake();
  const { unlisten } = await context.store.sql.listen(CLOSED_CHANNEL, wake.wake, wake.wake);
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await deleteClosed(context, stopping.signal).catch((error: unknown) => {
        context.log.warn("the jobs of a closed account could not be deleted yet", { error });
      });
      await wake.wait(POLL_MS, stopping.signal);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
      await unlisten().catch(() => {});
    },
  };
}

/**
 * Deletes the jobs of every closed account that has some.
 *
 * @returns how many accounts have none any more
 * @throws if a store does not answer; what was done stays done
 */
export async function deleteClosed(
  context: ClosingContext,
  signal: AbortSignal = new AbortController().signal,
): Promise<number> {
  let accounts = 0;
  for (;;) {
    const some = await accountsWithJobs(context.store.sql, ACCOUNTS);
    for (const userId of some) {
      if (signal.aborted) return accounts;
      await deleteJobsOf(context, userId, signal);
      accounts++;
    }
    if (some.length < ACCOUNTS) return accounts;
  }
}

async function deleteJobsOf(
  { store, objects, log }: ClosingContext,
  userId: string,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const jobs = await store.sql<{ job_id: string }[]>`
      select job_id from upload.kept_file where user_id = ${userId} order by job_id limit ${JOBS}`;
    for (const { job_id: jobId } of jobs) {
      if (signal.aborted) throw new Error("the service stops");
      const metadata = { correlationId: newId(), causationId: null, userId, traceparent: null };
      const { outcome } = await deleteJob(store, jobId, userId, metadata);
      if (outcome === "contested job") throw new Error(`job ${jobId} changes too often`);
      await objects.noteErasure(jobId);
      if (outcome !== "deleted") {
        // Of no job: another process has deleted it.
        await transaction(store.sql, (tx) => countOut(tx, jobId));
        continue;
      }
      await noteNow(store.sql, { action: "job_deleted", userId, jobId, actor: "system" });
    }
    if (jobs.length === 0 && await markGone({ store, objects }, userId)) {
      log.info("the jobs of a closed account are deleted", { user_id: userId });
      return;
    }
  }
}

/**
 * False if a job was opened meanwhile, by an upload that was in progress when the account was
 * closed. It holds the user's lock until it has committed; the next to take the lock finds the
 * account closed.
 */
async function markGone(
  { store, objects }: Pick<ClosingContext, "store" | "objects">,
  userId: string,
): Promise<boolean> {
  await objects.noteErasure(ledgerEntry(userId));
  return await transaction(store.sql, async (tx) => {
    await lockUser(tx, userId);
    const left = await tx`select 1 from upload.kept_file where user_id = ${userId} limit 1`;
    if (left.length > 0) return false;
    await forgetHoursOf(tx, userId);
    await jobsAreGone(tx, userId);
    return true;
  });
}
