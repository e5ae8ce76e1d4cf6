/**
 * The fold: turns a batch of events and the rows they affect into changes to the tables. Pure, and
 * total over erased events; however a sequence is split into batches, the resulting tables are the
 * same (promise 7). Events of jobs that were never created or were deleted change nothing.
 */
import { issueCountOf, type RecordedEvent, stepEntryOf } from "@rollcall/contracts";
import { Draft } from "./draft.ts";
import { foldIssues } from "./issues.ts";
import { foldLifeCycle, openJob } from "./life_cycle.ts";
import type { Changes, State } from "./model.ts";
import { foldRows, type JsonOf } from "./rows.ts";
import { summaryOf } from "./summary.ts";

/**
 * @param state the rows that `needsOf(events)` lists, as far as they exist
 * @param jsonOf the JSON of an event's personal data, if nobody has parsed it yet
 */
export function fold(state: State, events: RecordedEvent[], jsonOf?: JsonOf): Changes {
  const draft = new Draft(state);
  for (const event of events) foldOne(draft, event, jsonOf);
  return draft.changes();
}

function foldOne(draft: Draft, event: RecordedEvent, jsonOf?: JsonOf): void {
  // Idempotency keys and remembered mappings do not change a job.
  if (event.type === "UploadKeyUsed" || event.type === "MappingRemembered") return;
  const job = event.type === "JobCreated"
    ? draft.putJob(openJob(event))
    : draft.job(event.data.jobId);
  if (!job) return;
  if (event.type === "JobDeleted") return draft.deleteJob(job.id);

  job.version = event.position;
  job.updated_at = event.recordedAt;
  // A file may be a hundred batches of rows, but is one history entry, which grows while it is
  // read.
  if (event.type === "RowsParsed") job.rows_position ||= event.position;
  draft.putHistory({
    ...stepEntryOf(event),
    job_id: job.id,
    position: event.type === "RowsParsed" ? job.rows_position : event.position,
    summary: summaryOf(event),
    actor: event.metadata.userId,
    at: event.recordedAt,
    issue_count: issueCountOf(event),
    edited_issue: editedIssue(event),
    is_further: isFurther(event),
  });

  switch (event.type) {
    case "JobCreated":
      return;
    case "RowsParsed":
      return foldRows(draft, job, event, jsonOf?.(event));
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

/** Whether an event goes on with a change that has its entry in the history. */
function isFurther(event: RecordedEvent): boolean {
  switch (event.type) {
    case "RowsEdited":
    case "RowsExcluded":
    case "RowsBroughtBack":
      return event.data.before > 0;
    default:
      return false;
  }
}

/** The issue whose decision edited a row; null where it was a rule's, or edited none. */
function editedIssue(event: RecordedEvent): number | null {
  if (event.type !== "IssuesResolved" || event.data.batchId !== null) return null;
  const [edit] = event.personal?.edits ?? [];
  const decided = event.data.resolutions.find(({ number }) => number === edit?.number);
  return decided?.action === "edit" ? decided.number : null;
}
