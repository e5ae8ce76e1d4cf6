/**
 * Reconciles the ledger of erasures with the database. The ledger is in the object store, apart
 * from the database and its backups: a database restored to a moment before a deletion has the job
 * again, with its key. Each such job is deleted once more, as its owner did, with everything that
 * follows from that. In the other direction, an erasure that the ledger lacks is added to it.
 */
import { isUuid, jobStream } from "@rollcall/contracts";
import { type EventStore, newId } from "@rollcall/event-store";
import type { FilesOf } from "@rollcall/platform/files.ts";
import type { Log } from "@rollcall/platform/log.ts";
import { loadJob } from "@rollcall/platform/pipeline_job.ts";
import { closeAccount, isClosed } from "@rollcall/platform/accounts/closed.ts";
import { noteNow } from "@rollcall/platform/security_log/write_entries.ts";
import { accountOf, ledgerEntry } from "./closed_accounts.ts";
import { deleteJob } from "./delete_job.ts";

/** Jobs looked up at once. */
const PAGE_JOBS = 1_000;

export interface LedgerContext {
  store: EventStore;
  files: Pick<FilesOf<"erasures">, "erasures" | "noteErasure">;
  log: Log;
}

export interface LedgerCounts {
  /** entries of the ledger */
  entries: number;
  /** jobs that were there again, and were deleted again */
  applied: number;
  /** erasures that the ledger lacked */
  noted: number;
  /** closed accounts that were there again, and were closed again; their jobs go as others do */
  closed: number;
}

/**
 * Safe to repeat, to break off and to run beside services.
 * @throws if a store does not answer; what was done stays done
 */
export async function reconcileLedger({ store, files, log }: LedgerContext): Promise<LedgerCounts> {
  const entries = new Set<string>();
  let applied = 0, noted = 0;
  const accounts = new Set<string>();
  for await (const entry of files.erasures()) {
    if (isUuid(entry)) entries.add(entry);
    const userId = accountOf(entry);
    if (userId !== undefined) accounts.add(userId);
  }
  for (const jobs of pagesOf([...entries])) {
    for (const jobId of await standing(store, jobs)) {
      if (!await deleteAgain(store, jobId)) continue;
      applied++;
      log.info("an erasure was applied again", { job_id: jobId });
    }
  }
  for await (const jobId of erasedJobs(store)) {
    if (entries.has(jobId)) continue;
    await files.noteErasure(jobId);
    noted++;
  }
  const closed = await closeAgain(store, accounts);
  for (const userId of await closedAccounts(store)) {
    if (!accounts.has(userId)) await files.noteErasure(ledgerEntry(userId));
  }
  log.info("the ledger of erasures was reconciled", {
    entries: entries.size,
    applied,
    noted,
    closed,
  });
  return { entries: entries.size, applied, noted, closed };
}

/** Those of these jobs that the database has and has not erased. */
async function standing({ sql, keyring }: EventStore, jobs: string[]): Promise<string[]> {
  const erased = await keyring.erasedOf(jobs);
  const streams = new Map(jobs.filter((id) => !erased.has(id)).map((id) => [jobStream(id), id]));
  const rows = await sql<{ stream_id: string }[]>`
    select stream_id from event_store.stream where stream_id = any(${[...streams.keys()]})`;
  return rows.map((row) => streams.get(row.stream_id)!);
}

async function deleteAgain(store: EventStore, jobId: string): Promise<boolean> {
  const { created } = await loadJob(store, jobId);
  if (!created) return false;
  const metadata = { correlationId: newId(), causationId: null, userId: null, traceparent: null };
  const { outcome } = await deleteJob(store, jobId, created.data.userId, metadata);
  if (outcome === "contested job") throw new Error(`job ${jobId} changes too often: try again`);
  if (outcome !== "deleted") return false;
  const { userId } = created.data;
  await noteNow(store.sql, { action: "job_deleted", userId, jobId, actor: "command" });
  return true;
}

/** Closes those accounts that the database does not know as closed. */
async function closeAgain({ sql }: EventStore, accounts: Iterable<string>): Promise<number> {
  let closed = 0;
  for (const userId of accounts) {
    if (await isClosed(sql, userId)) continue;
    await closeAccount(sql, userId);
    closed++;
  }
  return closed;
}

async function closedAccounts({ sql }: EventStore): Promise<string[]> {
  const rows = await sql<{ user_id: string }[]>`
    select user_id from account.closed where jobs_gone_at is not null`;
  return rows.map((row) => row.user_id);
}

/** Every mark of an erasure. */
async function* erasedJobs({ sql }: EventStore): AsyncGenerator<string> {
  for (let after = "00000000-0000-0000-0000-000000000000";;) {
    const rows = await sql<{ job_id: string }[]>`
      select job_id from keyring.erased_job
       where job_id > ${after} order by job_id limit ${PAGE_JOBS}`;
    if (rows.length === 0) return;
    yield* rows.map((row) => row.job_id);
    after = rows.at(-1)!.job_id;
  }
}

function* pagesOf(jobs: string[]): Generator<string[]> {
  for (let i = 0; i < jobs.length; i += PAGE_JOBS) yield jobs.slice(i, i + PAGE_JOBS);
}
