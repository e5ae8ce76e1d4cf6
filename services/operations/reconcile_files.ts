/**
 * Removes files in the object store that have no job, or a deleted one. A file is stored before its
 * job is created and removed after its job is deleted: if either is interrupted, it would stay
 * forever. Each file is checked against the log; nothing is touched within the grace period.
 */
import { isUuid, jobStream } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import type { FilesOf } from "@rollcall/platform/files.ts";
import type { Log } from "@rollcall/platform/log.ts";

/**
 * A file may still be uploading, or its job about to be created or its removal about to be retried.
 */
export const GRACE_MS = 24 * 3600 * 1000;
/** Files checked against the log at once. */
const PAGE_FILES = 1_000;
/** Files removed per run; the next day's run continues. */
const MAX_REMOVED_FILES = 10_000;
/**
 * If more files than this have no job, and they outnumber those with one, the database is in doubt.
 */
const DOUBTFUL_FILES = 20;

export interface ReconcileOptions {
  store: EventStore;
  files: FilesOf<"reconciliation">;
  log: Log;
  /** minimum age of a file, in ms */
  graceMs?: number;
  /** removes files without a job even if they outnumber those with one */
  all?: boolean;
}

/** Numbers of files by outcome. */
export interface FileCounts {
  /** has its job */
  kept: number;
  /** within the grace period */
  young: number;
  /** not named like an upload: ignored */
  foreign: number;
  /** removed: the job was deleted */
  deleted: number;
  /** removed: there is no such job */
  unknown: number;
}

/** `deleted` if its last event is the deletion; `unknown` if the log has no such job. */
type JobState = "kept" | "deleted" | "unknown";

/**
 * Removes files without a job. Safe to run at any time and concurrently.
 *
 * @throws DoubtfulDatabase, having removed nothing, if most files seem to have no job
 * @throws if the store or the database does not answer; files removed until then stay removed
 */
export async function reconcileFiles(options: ReconcileOptions): Promise<FileCounts> {
  const { store, files, log, graceMs = GRACE_MS, all = false } = options;
  const count: FileCounts = { kept: 0, young: 0, foreign: 0, deleted: 0, unknown: 0 };
  const orphans = new Map<string, { key: string; jobId: string; state: "deleted" | "unknown" }>();
  for await (const page of pagesOf(files.list("uploads/"))) {
    const old = new Map<string, string>();
    for (const { key, storedAtMs } of page) {
      const jobId = jobIdOf(key);
      if (!jobId) count.foreign++;
      else if (Date.now() - storedAtMs < graceMs) count.young++;
      else old.set(key, jobId);
    }
    const states = await statesOf(store, [...new Set(old.values())]);
    for (const [key, jobId] of old) {
      const state = states.get(jobId) ?? "unknown";
      if (state === "kept") count.kept++;
      else if (orphans.size < MAX_REMOVED_FILES) orphans.set(key, { key, jobId, state });
    }
  }
  const unknown = [...orphans.values()].filter(({ state }) => state === "unknown").length;
  if (!all && unknown > DOUBTFUL_FILES && unknown > count.kept) {
    throw new DoubtfulDatabase(unknown, count.kept);
  }
  for (const { key, jobId, state } of orphans.values()) {
    await files.remove(key);
    count[state]++;
    log.info("a file without a job was removed", { job_id: jobId, job: state });
  }
  log.info("files reconciled", { ...count });
  return count;
}

/** Nothing was removed: this looks like another installation's database, or an old one. */
export class DoubtfulDatabase extends Error {
  override readonly name = "DoubtfulDatabase";

  constructor(unknown: number, kept: number) {
    super(
      `${unknown} files have no job in this database and ${kept} have one; nothing was removed. ` +
        `Is it the database that belongs to this bucket? If so, run it again with --all.`,
    );
  }
}

/** `uploads/u{user}/job-{job}.csv`, as named by the upload service. */
function jobIdOf(key: string): string | undefined {
  const id = key.match(/^uploads\/u[^/]+\/job-([^/.]+)\.\w+$/)?.[1];
  return id && isUuid(id) ? id : undefined;
}

async function* pagesOf<T>(all: AsyncIterable<T>): AsyncGenerator<T[]> {
  let page: T[] = [];
  for await (const one of all) {
    if (page.push(one) < PAGE_FILES) continue;
    yield page;
    page = [];
  }
  yield page;
}

/** Each job by its last event: one index look-up per job, however long the log is. */
async function statesOf(store: EventStore, jobIds: string[]): Promise<Map<string, JobState>> {
  const streams = new Map(jobIds.map((id) => [jobStream(id), id]));
  const rows = await store.sql<{ stream: string; type: string }[]>`
    select w.stream, last.type
      from unnest(${[...streams.keys()]}::text[]) as w (stream)
     cross join lateral (
       select e.type from event_store.event e
        where e.stream_id = w.stream order by e.version desc limit 1
     ) last`;
  return new Map(rows.map(({ stream, type }) => [
    streams.get(stream)!,
    type === "JobDeleted" ? "deleted" : "kept",
  ]));
}
