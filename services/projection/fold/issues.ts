/**
 * Questions and decisions. The events say what became of each issue; this only keeps the rows and
 * the counts in step with them. A question that is asked while the clean list stands takes it away.
 */
import { normalizeEmail } from "@rollcall/contacts";
import type { RecordedEvent } from "@rollcall/contracts";
import type { Draft } from "./draft.ts";
import type { IssueRow, JobRow } from "./model.ts";

export type ReviewEvent = RecordedEvent<
  | "IssuesOpened"
  | "DedupeCompleted"
  | "IssuesResolved"
  | "IssuesReopened"
  | "IssuesRevised"
  | "JobFinalized"
>;

export function foldIssues(draft: Draft, job: JobRow, event: ReviewEvent): void {
  switch (event.type) {
    case "DedupeCompleted":
      job.status = job.open_issues > 0 ? "NEEDS_REVIEW" : "PROCESSING";
      job.error = null;
      return;
    case "JobFinalized":
      return finalize(draft, job, event);
    case "IssuesOpened":
      open(draft, job, event);
      break;
    case "IssuesResolved":
      resolve(draft, job, event);
      break;
    case "IssuesReopened":
      reopen(draft, job, event);
      break;
    case "IssuesRevised":
      revise(draft, job, event);
  }
  job.issues_version = event.position;
}

function finalize(draft: Draft, job: JobRow, event: RecordedEvent<"JobFinalized">): void {
  job.status = "COMPLETED";
  job.error = null;
  job.contact_count = event.data.contactCount;
  job.list_version = event.data.listVersion;
  draft.buildContacts({ job_id: job.id, row_ids: event.data.rowIds, position: event.position });
}

function open(draft: Draft, job: JobRow, event: RecordedEvent<"IssuesOpened">): void {
  event.data.issues.forEach(({ number, type, rowIds }, i) => {
    const key = event.personal?.keys[i] ?? "";
    put(draft, job, { job_id: job.id, number, type, key, row_ids: rowIds, status: "OPEN" });
  });
  askAgain(draft, job);
}

function resolve(draft: Draft, job: JobRow, event: RecordedEvent<"IssuesResolved">): void {
  const edits = event.personal?.edits ?? [];
  edits.forEach(({ number, rowId, values }, ordinal) => {
    draft.addEdit({
      job_id: job.id,
      row_id: rowId,
      position: event.position,
      ordinal,
      number,
      values,
      normalized_email: values.email === undefined ? null : normalizeEmail(values.email),
    });
  });
  const typed = Map.groupBy(edits, (edit) => edit.number);
  for (const { number, action, chosenRowId, via } of event.data.resolutions) {
    const values = typed.get(number)?.map((edit) => edit.values);
    settle(draft, job, number, "RESOLVED");
    draft.putResolution({
      job_id: job.id,
      number,
      action,
      chosen_row_id: chosenRowId ?? null,
      values: values ? Object.assign({}, ...values) : null,
      rule: event.data.rule,
      via: via ?? null,
      resolved_by: event.metadata.userId,
      resolved_at: event.recordedAt,
    });
  }
}

function reopen(draft: Draft, job: JobRow, event: RecordedEvent<"IssuesReopened">): void {
  for (const number of event.data.numbers) {
    settle(draft, job, number, "OPEN");
    draft.removeResolution({ job_id: job.id, number });
    draft.removeEdits({ job_id: job.id, number });
  }
  askAgain(draft, job);
}

/** Edits stay: it is an edit that changed which rows the issue is about. */
function revise(draft: Draft, job: JobRow, event: RecordedEvent<"IssuesRevised">): void {
  for (const { number, rowIds, status } of event.data.issues) {
    settle(draft, job, number, status, rowIds);
    draft.removeResolution({ job_id: job.id, number });
  }
  if (event.data.issues.some((issue) => issue.status === "OPEN")) askAgain(draft, job);
}

/** Something is open again: a list that was fixed stands no more. */
function askAgain(draft: Draft, job: JobRow): void {
  if (job.contact_count === null) return;
  job.contact_count = null;
  job.list_version = null;
  if (job.status === "COMPLETED") job.status = "NEEDS_REVIEW";
  draft.removeContacts(job.id);
}

function settle(
  draft: Draft,
  job: JobRow,
  number: number,
  status: IssueRow["status"],
  rowIds?: number[],
): void {
  const issue = draft.issue({ job_id: job.id, number });
  if (!issue) return;
  put(draft, job, { ...issue, status, row_ids: rowIds ?? issue.row_ids }, issue);
}

/** Puts an issue in place of its former self, and counts it anew. */
function put(draft: Draft, job: JobRow, issue: IssueRow, former?: IssueRow): void {
  draft.putIssue(issue);
  const counts = job.issue_counts[issue.type] ??= { open: 0, total: 0 };
  const open = weigh("OPEN", issue) - weigh("OPEN", former);
  const total = weigh("SHOWN", issue) - weigh("SHOWN", former);
  counts.open += open;
  counts.total += total;
  job.open_issues += open;
  job.conflict_count += total;
  if (counts.total === 0) delete job.issue_counts[issue.type];
}

function weigh(what: "OPEN" | "SHOWN", issue: IssueRow | undefined): number {
  if (!issue) return 0;
  return Number(what === "OPEN" ? issue.status === "OPEN" : issue.status !== "WITHDRAWN");
}
