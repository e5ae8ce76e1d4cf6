/**
 * ParsingCompleted → all rows are compared and every question is opened, in one append: it is there
 * whole or not at all, and done twice it is a duplicate (promise 4).
 */
import { jobStream, parseStream, reviewStream, rowsStream } from "@rollcall/contracts";
import { indexFields } from "@rollcall/contacts";
import { derivedId, type EventStore, type NewEvent } from "@rollcall/event-store";
import { loadJob } from "@rollcall/runtime/job.ts";
import type { Log } from "@rollcall/runtime/log.ts";
import { type Cause, causedBy } from "@rollcall/runtime/reactions.ts";
import { type Findings, IssueFinder } from "./find_issues.ts";

/** Issues that go into one event. */
const BATCH_ISSUES = 500;

export async function findDuplicates(
  { store, log }: { store: EventStore; log: Log },
  cause: Cause,
): Promise<void> {
  const jobId = parseStream(cause.stream).id;
  const job = await loadJob(store, jobId);
  if (job.parsed !== "completed" || job.failed || await isDone(store, jobId)) return;
  const startedAt = performance.now();
  const finder = new IssueFinder(job.created?.data.foldGmail ?? false);
  for await (const event of store.readStream(rowsStream(jobId))) {
    if (event.type !== "RowsParsed" || !event.personal) continue;
    const { columns, rows } = event.personal;
    finder.add(event.data.firstRowId, rows, indexFields(columns));
  }
  const findings = finder.finish();
  const outcome = await store.append([
    { stream: reviewStream(jobId), expectedVersion: 0, events: toEvents(jobId, findings, cause) },
    // Nothing is added to a job that was deleted, or set aside, while its rows were compared.
    { stream: jobStream(jobId), expectedVersion: job.version, events: [] },
  ]);
  if (outcome.outcome === "conflict") {
    throw new Error(`${outcome.stream} moved elsewhere, to version ${outcome.version}`);
  }
  log.info("rows compared", {
    job_id: jobId,
    issues: findings.issues.length,
    duration_ms: Math.round(performance.now() - startedAt),
  });
}

async function isDone(store: EventStore, jobId: string): Promise<boolean> {
  for await (const _ of store.readStream(reviewStream(jobId), 0, { maxEvents: 1 })) return true;
  return false;
}

function toEvents(jobId: string, findings: Findings, cause: Cause): NewEvent[] {
  const metadata = causedBy(cause);
  const events: NewEvent[] = [];
  for (let first = 0; first < findings.issues.length; first += BATCH_ISSUES) {
    const batch = findings.issues.slice(first, first + BATCH_ISSUES);
    events.push({
      id: derivedId(cause.id, `issues from ${first + 1}`),
      type: "IssuesOpened",
      data: {
        jobId,
        issues: batch.map(({ type, rowIds }, i) => ({ number: first + i + 1, type, rowIds })),
      },
      personal: { keys: batch.map((issue) => issue.key) },
      metadata,
    });
  }
  events.push({
    id: derivedId(cause.id, "DedupeCompleted"),
    type: "DedupeCompleted",
    data: {
      jobId,
      issueCount: findings.issues.length,
      repeatedRows: findings.repeatedRows,
    },
    personal: null,
    metadata,
  });
  return events;
}
