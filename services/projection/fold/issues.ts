/**
 * Questions and decisions. The events say what became of each issue; this only keeps the rows and
 * the counts in step with them. A question that is asked while the clean list stands takes it back:
 * it is a former version then, and finalising again gives the next.
 */
import { columnKeys, nameFieldOf, SAME_PERSON } from "@rollcall/contacts";
import { type ByKey, laidOver, type RecordedEvent, rowIdsOf } from "@rollcall/contracts";
import type { Draft } from "./draft.ts";
import { type EditRow, FILLS, type IssueRow, type JobRow, type ResolutionRow } from "./model.ts";

export type ReviewEvent = RecordedEvent<
  | "IssuesOpened"
  | "DedupeCompleted"
  | "IssuesResolved"
  | "IssuesReopened"
  | "IssuesRevised"
  | "RowsMerged"
  | "JobFinalized"
>;

export function foldIssues(draft: Draft, job: JobRow, event: ReviewEvent): void {
  switch (event.type) {
    case "DedupeCompleted":
      job.status = job.open_issues > 0 ? "NEEDS_REVIEW" : "PROCESSING";
      job.error = null;
      return;
    case "RowsMerged":
      return merge(draft, job, event);
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
  const { listVersion, contactCount, mergedCount, rowIds } = event.data;
  job.contact_count = contactCount;
  job.merged_rows = mergedCount;
  job.list_version = listVersion;
  // A version that is there stays what it is.
  if (listVersion <= job.newest_list) return;
  draft.addList({
    job_id: job.id,
    version: listVersion,
    row_ids: rowIds,
    chosen_columns: job.chosen_columns,
    position: event.position,
    contact_count: contactCount,
    finalized_at: event.recordedAt,
    finalized_by: event.data.automatic ? null : event.metadata.userId,
  });
  job.newest_list = listVersion;
}

/** What is filled in holds from here on, until the list that follows stands no more. */
function merge(draft: Draft, job: JobRow, event: RecordedEvent<"RowsMerged">): void {
  const { data: { listVersion, merges }, personal, position } = event;
  if (listVersion <= job.newest_list) return;
  draft.addMerges({
    job_id: job.id,
    version: listVersion,
    position,
    merges: merges.map(({ rowId, rowIds }) => [rowId, rowIds]),
  });
  personal?.fills.forEach(({ rowId, values, sources, phone }, ordinal) =>
    draft.addEdit({
      job_id: job.id,
      row_id: rowId,
      position,
      ordinal,
      number: FILLS,
      values,
      sources,
      rule: SAME_PERSON,
      phone: phone ?? null,
      undone_position: null,
    })
  );
}

function open(draft: Draft, job: JobRow, event: RecordedEvent<"IssuesOpened">): void {
  const columns = new Map(event.personal?.offered?.map((offer) => [offer.number, offer.columns]));
  event.data.issues.forEach(({ number, type, scope, rowIds, told }, i) => {
    const key = event.personal?.keys[i] ?? "";
    const offered = scope === "file" ? columns.get(number) ?? [] : null;
    const issue = { job_id: job.id, number, type, key, row_ids: rowIds, offered };
    put(draft, job, { ...issue, status: told ? "RESOLVED" : "OPEN" });
    if (told) draft.putResolution(firstStands(job, event, number, rowIds));
  });
  askAgain(draft, job, event);
}

/** Nobody decided: of rows of one person that differ the first stands. */
function firstStands(
  job: JobRow,
  { recordedAt }: RecordedEvent,
  number: number,
  rowIds: number[],
): ResolutionRow {
  return {
    job_id: job.id,
    number,
    action: "choose",
    chosen_row_id: rowIds[0]!,
    values: null,
    sources: null,
    rule: SAME_PERSON,
    batch_id: null,
    via: null,
    resolved_by: null,
    resolved_at: recordedAt,
  };
}

type Resolved = RecordedEvent<"IssuesResolved">;
type Edit = NonNullable<Resolved["personal"]>["edits"][number];

function resolve(draft: Draft, job: JobRow, event: Resolved): void {
  const edits = event.personal?.edits ?? [];
  edits.forEach((edit, ordinal) => draft.addEdit(editRow(job, event, edit, ordinal)));
  const made = Map.groupBy(edits, (edit) => edit.number);
  for (const { number, action, chosenRowId, column, via } of event.data.resolutions) {
    const own = made.get(number) ?? [];
    if (column !== undefined) choose(draft, job, number, column);
    settle(draft, job, number, "RESOLVED");
    draft.putResolution({
      job_id: job.id,
      number,
      action,
      chosen_row_id: chosenRowId ?? null,
      values: laid(own.map((edit) => edit.values)),
      sources: laid(own.flatMap((edit) => edit.sources ?? [])),
      rule: event.data.rule,
      batch_id: event.data.batchId,
      via: via ?? null,
      resolved_by: event.data.rule === SAME_PERSON ? null : event.metadata.userId,
      resolved_at: event.recordedAt,
    });
  }
}

/** Records laid one over the other; null where there are none. */
function laid<Value>([first, ...others]: ByKey<Value>[]): ByKey<Value> | null {
  return first === undefined ? null : laidOver(first, ...others);
}

/** A new array: lists that were fixed keep theirs. */
function choose(draft: Draft, job: JobRow, number: number, column: number): void {
  const issue = draft.issue({ job_id: job.id, number });
  const field = issue && nameFieldOf(issue.type);
  const key = columnKeys(job.columns)[column];
  if (!field || key === undefined) return;
  const others = job.chosen_columns.filter((chosen) => chosen.number !== number);
  job.chosen_columns = [...others, { field, key, number }];
}

function editRow(job: JobRow, event: Resolved, edit: Edit, ordinal: number): EditRow {
  const { number, rowId, values, sources, phone } = edit;
  return {
    job_id: job.id,
    row_id: rowId,
    position: event.position,
    ordinal,
    number,
    values,
    sources: sources ?? null,
    rule: event.data.rule,
    phone: phone ?? null,
    undone_position: null,
  };
}

function reopen(draft: Draft, job: JobRow, event: RecordedEvent<"IssuesReopened">): void {
  const numbers = new Set(event.data.numbers);
  job.chosen_columns = job.chosen_columns.filter(({ number }) => !numbers.has(number));
  for (const number of numbers) {
    settle(draft, job, number, "OPEN");
    draft.removeResolution({ job_id: job.id, number });
    draft.undoEdits({ job_id: job.id, number, position: event.position });
  }
  askAgain(draft, job, event);
}

/** Edits stay: it is an edit that changed which rows the issue is about. */
function revise(draft: Draft, job: JobRow, event: RecordedEvent<"IssuesRevised">): void {
  for (const { number, rowIds, status } of event.data.issues) {
    settle(draft, job, number, status, [...rowIdsOf(rowIds)]);
    draft.removeResolution({ job_id: job.id, number });
  }
  if (event.data.issues.some((issue) => issue.status === "OPEN")) askAgain(draft, job, event);
}

/** Something is open again: a list that was fixed stands no more. */
function askAgain(draft: Draft, job: JobRow, { position }: RecordedEvent): void {
  if (job.contact_count === null) return;
  draft.undoEdits({ job_id: job.id, number: FILLS, position });
  job.contact_count = null;
  job.merged_rows = null;
  job.list_version = null;
  if (job.status === "COMPLETED") job.status = "NEEDS_REVIEW";
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
