/**
 * The fold: a batch of events and the rows that it changes become changes to the tables. Pure, and
 * total over erased events; however a sequence is cut into batches, the tables end the same
 * (promise 7). An event of a job that was never created, or was deleted, changes nothing.
 */
import type { RecordedEvent } from "@rollcall/contracts";
import { Draft } from "./draft.ts";
import { foldIssues } from "./issues.ts";
import { foldLifeCycle, openJob } from "./life_cycle.ts";
import type { Changes, State } from "./model.ts";
import { foldRows } from "./rows.ts";
import { summaryOf } from "./summary.ts";

/** @param state the rows that `needsOf(events)` names, as far as they exist */
export function fold(state: State, events: RecordedEvent[]): Changes {
  const draft = new Draft(state);
  for (const event of events) foldOne(draft, event);
  return draft.changes();
}

function foldOne(draft: Draft, event: RecordedEvent): void {
  // What made an upload repeatable, or the next file's columns known, changes nothing of a job.
  if (event.type === "UploadKeyUsed" || event.type === "MappingRemembered") return;
  const job = event.type === "JobCreated"
    ? draft.putJob(openJob(event))
    : draft.job(event.data.jobId);
  if (!job) return;
  if (event.type === "JobDeleted") return draft.deleteJob(job.id);

  job.version = event.position;
  job.updated_at = event.recordedAt;
  // A file is a hundred batches of rows and one line of history, which grows while it is read.
  if (event.type === "RowsParsed") job.rows_position ||= event.position;
  draft.putHistory({
    job_id: job.id,
    position: event.type === "RowsParsed" ? job.rows_position : event.position,
    type: event.type,
    summary: summaryOf(event),
    actor: event.metadata.userId,
    at: event.recordedAt,
    batch_id: "batchId" in event.data ? event.data.batchId : null,
  });

  switch (event.type) {
    case "JobCreated":
      return;
    case "RowsParsed":
      return foldRows(draft, job, event);
    case "ParsingStarted":
    case "FileRecognized":
    case "ParsingCompleted":
    case "ParsingFailed":
    case "JobFailed":
    case "JobRetried":
      return foldLifeCycle(job, event);
    default:
      return foldIssues(draft, job, event);
  }
}
