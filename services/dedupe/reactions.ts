/**
 * ParsingCompleted → compares all rows and opens all issues. Repeated, it opens nothing twice;
 * killed, it resumes where it stopped (promises 4 and 5).
 */
import { type FileColumn, type ParsedRow, parseStream, rowsStream } from "@rollcall/contracts";
import type { EventStore, ReadLimit } from "@rollcall/event-store";
import { loadJob } from "@rollcall/platform/pipeline_job.ts";
import type { Log } from "@rollcall/platform/log.ts";
import type { Cause } from "@rollcall/platform/reactions.ts";
import { takeSlice } from "@rollcall/platform/fairness/time_slices.ts";
import { fieldsAskedOnce } from "./file_questions.ts";
import { Differences } from "./differences.ts";
import { Comparer, issuesOf } from "./find_issues.ts";
import { IssueWriter, storedIssues } from "./issue_writer.ts";

/** Rows in memory at once; decrypting more would block the thread for long. */
const LIMIT: ReadLimit = { maxEvents: 10, maxBytes: 1 << 20 };

export async function findDuplicates(
  { store, log }: { store: EventStore; log: Log },
  cause: Cause,
): Promise<void> {
  const jobId = parseStream(cause.stream).id;
  const job = await loadJob(store, jobId);
  if (!job.completed || job.failed) return;
  const stored = await storedIssues(store, jobId);
  if (stored.completed) return;
  const startedAt = performance.now();
  const { foldGmail, samePerson, userId } = job.created!.data;
  const askedOnce = fieldsAskedOnce(job.recognized?.data.missingFields ?? [], job.completed.data);
  const comparer = new Comparer(foldGmail, askedOnce);
  for await (const { firstRowId, rows, columns } of rowsOf(store, jobId, userId)) {
    comparer.compare(firstRowId, rows, columns);
  }
  const found = comparer.finish();
  const writer = new IssueWriter(store, { id: jobId, version: job.version }, cause, stored);
  // In old jobs, rows of one person are not compared.
  const looksInto = samePerson !== null && found.repeatedRows > 0;
  if (found.hasIssues || looksInto) {
    const differences = new Differences(found, foldGmail);
    for await (const { firstRowId, rows, columns } of rowsOf(store, jobId, userId)) {
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
async function* rowsOf(store: EventStore, jobId: string, userId: string): AsyncGenerator<Rows> {
  for await (const event of store.readStream(rowsStream(jobId), 0, LIMIT)) {
    if (event.type !== "RowsParsed" || !event.personal) continue;
    const { columns, rows } = event.personal;
    await takeSlice(userId);
    yield { firstRowId: event.data.firstRowId, rows, columns };
  }
}
