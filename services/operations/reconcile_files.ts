/**
 * Finds what the object store holds without a job, or of a deleted one, and takes it away. A file is
 * stored before its job is opened and removed after its job is deleted: where either broke off, it
 * would stay for good. The log is asked about each file; nothing is touched within the grace period.
 */
import { isUuid, jobStream } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import type { FilesOf } from "@rollcall/runtime/files.ts";
import type { Log } from "@rollcall/runtime/log.ts";

/** A file may be on its way, or its job about to be opened or its removal to be tried again. */
export const GRACE_MS = 24 * 3600 * 1000;
/** Files that the log is asked about at once. */
const PAGE_FILES = 1_000;
/** Files that one run removes; the next day's goes on. */
const MAX_REMOVED_FILES = 10_000;
/** With more files without a job than this, and than those with one, the database is in doubt. */
const DOUBTFUL_FILES = 20;

export interface ReconcileOptions {
  store: EventStore;
  files: FilesOf<"reconciliation">;
  log: Log;
  /** ms that a file must have been there */
  graceMs?: number;
  /** removes files without a job even where they outnumber those with one */
  all?: boolean;
}

/** Files by what became of them. */
export interface Reconciled {
  /** has its job */
  kept: number;
  /** within the grace period */
  young: number;
  /** not named as an upload's: left alone */
  foreign: number;
  /** removed: the job was deleted */
  deleted: number;
  /** removed: there is no such job */
  unknown: number;
}

/** A job is deleted by its last event; `unknown`: the log has none of that id. */
type JobState = "kept" | "deleted" | "unknown";

/**
 * Removes what has no job. May run at any time and twice at once.
 *
 * @throws DoubtfulDatabase, having removed nothing, where most files seem to have no job
 * @throws where the store or the database does not answer; what was removed until then stays so
 */
export async function reconcileFiles(options: ReconcileOptions): Promise<Reconciled> {
  const { store, files, log, graceMs = GRACE_MS, all = false } = options;
  const count: Reconciled = { kept: 0, young: 0, foreign: 0, deleted: 0, unknown: 0 };
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

/** Nothing was removed: this looks like another installation's database, or one of before. */
export class DoubtfulDatabase extends Error {
  override readonly name = "DoubtfulDatabase";

  constructor(unknown: number, kept: number) {
    super(
      `${unknown} files have no job in this database and ${kept} have one; nothing was removed. ` +
        `Is it the database that belongs to this bucket? If so, run it again with --all.`,
    );
  }
}

/** `uploads/u{user}/job-{job}.csv`, as the upload service names it. */
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

/** Each job by its last event: one step of an index a job, however long the log is. */
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
