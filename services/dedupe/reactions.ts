/**
 * ParsingCompleted → compares all rows and opens all issues. Repeated, it opens nothing twice;
 * killed, it resumes where it stopped (promises 4 and 5).
 */
import { parseStream, type RecordedEvent, rowsStream } from "@rollcall/contracts";
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
import { KeptRows, type Rows, type Space } from "./kept_rows.ts";

/** Rows in memory at once; decrypting more would block the thread for long. */
const LIMIT: ReadLimit = { maxEvents: 4, maxBytes: 1 << 20 };

/** @param context with `space`, for tests, instead of the process's own for kept rows */
export async function findDuplicates(
  { store, log, space }: { store: EventStore; log: Log; space?: Space },
  cause: Cause,
): Promise<void> {
  const jobId = parseStream(cause.stream).id;
  const job = await beforeSizeIsKnown(() => loadJob(store, jobId));
  if (!job.completed || job.failed) return;
  const { created, completed } = job;
  const compare = () =>
    compareRows({ store, log, space }, { ...job, created: created!, completed }, cause);
  await (isSmallFile(created!.data.sizeBytes) ? runSmallFile(compare) : compare());
}

/** A job whose file was read. */
type ReadJob = PipelineJob & { [K in "created" | "completed"]: NonNullable<PipelineJob[K]> };

async function compareRows(
  { store, log, space }: { store: EventStore; log: Log; space: Space | undefined },
  job: ReadJob,
  cause: Cause,
): Promise<void> {
  const { jobId, foldGmail, samePerson } = job.created.data;
  const stored = await storedIssues(store, jobId);
  if (stored.completed) return;
  const startedAt = performance.now();
  const askedOnce = fieldsAskedOnce(job.recognized?.data.missingFields ?? [], job.completed.data);
  const comparer = new Comparer(foldGmail, askedOnce);
  const { created } = job;
  const kept = new KeptRows(space);
  try {
    for await (const batch of inSlices(readRows(store, jobId), created.data)) {
      comparer.compare(batch.firstRowId, batch.rows, batch.columns);
      kept.add(batch);
    }
    const found = comparer.finish();
    const writer = new IssueWriter(store, { id: jobId, version: job.version }, cause, stored);
    // In old jobs, rows of one person are not compared.
    const looksInto = samePerson !== null && found.repeatedRows > 0;
    if (found.hasIssues || looksInto) {
      const differences = new Differences(found, foldGmail);
      const again = inSlices(kept.batches ?? readRows(store, jobId), created.data);
      for await (const { firstRowId, rows, columns } of again) {
        for (const issue of issuesOf(found, firstRowId, rows, foldGmail)) {
          await writer.write(issue);
        }
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
  } finally {
    kept.release();
  }
}

/** All rows of a job; none if the data was erased. */
async function* readRows(store: EventStore, jobId: string): AsyncGenerator<Rows> {
  for await (const event of store.readStream(rowsStream(jobId), 0, LIMIT)) {
    if (event.type !== "RowsParsed" || !event.personal) continue;
    const { columns, rows } = event.personal;
    yield { firstRowId: event.data.firstRowId, rows, columns };
  }
}

/** Each batch in a time slice of the file's user. */
async function* inSlices(
  batches: AsyncIterable<Rows> | Iterable<Rows>,
  { userId, sizeBytes }: Pick<RecordedEvent<"JobCreated">["data"], "userId" | "sizeBytes">,
): AsyncGenerator<Rows> {
  for await (const batch of batches) {
    if (!isSmallFile(sizeBytes)) await pauseForSmall();
    await takeSlice(userId);
    yield batch;
  }
}
