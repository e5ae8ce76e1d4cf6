/**
 * ParsingCompleted → compares all rows and opens all issues. Repeated, it opens nothing twice;
 * killed, it resumes where it stopped (promises 4 and 5).
 */
import {
  type FileColumn,
  type ParsedRow,
  parseStream,
  type RecordedEvent,
  rowsStream,
} from "@rollcall/contracts";
import type { EventStore, ReadLimit } from "@rollcall/event-store";
import { loadJob, type PipelineJob } from "@rollcall/platform/pipeline_job.ts";
import type { Log } from "@rollcall/platform/log.ts";
import type { Cause } from "@rollcall/platform/reactions.ts";
import {
  beforeSizeIsKnown,
  isSmallFile,
  pauseForSmall,
  runSmallFile,
} from "@rollcall/platform/fairness/small_files.ts";
import { takeSlice } from "@rollcall/platform/fairness/time_slices.ts";
import { fieldsAskedOnce } from "./file_issues.ts";
import { Differences } from "./differences.ts";
import { Comparer, issuesOf } from "./find_issues.ts";
import { IssueWriter, storedIssues } from "./issue_writer.ts";

/** Rows in memory at once; decrypting more would block the thread for long. */
const LIMIT: ReadLimit = { maxEvents: 4, maxBytes: 1 << 20 };

export async function findDuplicates(
  { store, log }: { store: EventStore; log: Log },
  cause: Cause,
): Promise<void> {
  const jobId = parseStream(cause.stream).id;
  const job = await beforeSizeIsKnown(() => loadJob(store, jobId));
  if (!job.completed || job.failed) return;
  const { created, completed } = job;
  const compare = () =>
    compareRows({ store, log }, { ...job, created: created!, completed }, cause);
  await (isSmallFile(created!.data.sizeBytes) ? runSmallFile(compare) : compare());
}

/** A job whose file was read. */
type ReadJob = PipelineJob & { [K in "created" | "completed"]: NonNullable<PipelineJob[K]> };

async function compareRows(
  { store, log }: { store: EventStore; log: Log },
  job: ReadJob,
  cause: Cause,
): Promise<void> {
  const { jobId, foldGmail, samePerson } = job.created.data;
  const stored = await storedIssues(store, jobId);
  if (stored.completed) return;
  const startedAt = performance.now();
  const askedOnce = fieldsAskedOnce(job.recognized?.data.missingFields ?? [], job.completed.data);
  const comparer = new Comparer(foldGmail, askedOnce);
  // The rows of a small file are kept for the second pass.
  const kept = isSmallFile(job.created.data.sizeBytes) ? new Array<Rows>() : undefined;
  for await (const batch of rowsOf(store, job.created.data)) {
    comparer.compare(batch.firstRowId, batch.rows, batch.columns);
    kept?.push(batch);
  }
  const found = comparer.finish();
  const writer = new IssueWriter(store, { id: jobId, version: job.version }, cause, stored);
  // In old jobs, rows of one person are not compared.
  const looksInto = samePerson !== null && found.repeatedRows > 0;
  if (found.hasIssues || looksInto) {
    const differences = new Differences(found, foldGmail);
    const again = kept ?? rowsOf(store, job.created.data);
    for await (const { firstRowId, rows, columns } of again) {
      for (const issue of issuesOf(found, firstRowId, rows, foldGmail)) await writer.write(issue);
      if (looksInto) differences.compare(firstRowId, rows, columns);
    }
    for (const issue of differences.issues(samePerson === "first")) await writer.write(issue);
  }
  await writer.finish(found.repeatedRows);
  log.info("rows compared", {
    job_id: jobId,
    issues: writer.count,
    duration_ms: Math.round(performance.now() - startedAt),
  });
}

interface Rows {
  firstRowId: number;
  rows: ParsedRow[];
  columns: FileColumn[];
}

/** All rows of a job, each batch in a time slice of its user; none if the data was erased. */
async function* rowsOf(
  store: EventStore,
  { jobId, userId, sizeBytes }: Pick<
    RecordedEvent<"JobCreated">["data"],
    "jobId" | "userId" | "sizeBytes"
  >,
): AsyncGenerator<Rows> {
  for await (const event of store.readStream(rowsStream(jobId), 0, LIMIT)) {
    if (event.type !== "RowsParsed" || !event.personal) continue;
    const { columns, rows } = event.personal;
    if (!isSmallFile(sizeBytes)) await pauseForSmall();
    await takeSlice(userId);
    yield { firstRowId: event.data.firstRowId, rows, columns };
  }
}
