/**
 * Folds issues and decisions. The events say what became of each issue; this only keeps rows and
 * counts in step. An issue opened while there is a clean list invalidates it: it becomes a former
 * version, and finalising again creates the next.
 */
import { columnKeys, nameFieldOf, SAME_PERSON } from "@rollcall/contacts";
import {
  type Alike,
  type ByKey,
  laidOver,
  parseRowSet,
  type RecordedEvent,
  rowIdsOf,
} from "@rollcall/contracts";
import { noteAdded, noteUndone } from "./added_columns.ts";
import type { Draft } from "./draft.ts";
import {
  kinds,
  linesOf,
  OPEN,
  RESOLVED_ALONE,
  type StatesRow,
  statusOf,
  UNASKED,
  WITHDRAWN,
} from "./issue_states.ts";
import {
  type EditRow,
  type ExclusionRow,
  FILLS,
  type JobRow,
  ofChange,
  type ResolutionRow,
} from "./model.ts";

export type ReviewEvent = RecordedEvent<
  | "IssuesOpened"
  | "DedupeCompleted"
  | "IssuesResolved"
  | "IssuesReopened"
  | "IssuesRevised"
  | "RowsEdited"
  | "RowsExcluded"
  | "RowsBroughtBack"
  | "RowsChangeUndone"
  | "ReviewRestored"
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
      break;
    case "RowsEdited":
      editRows(draft, job, event);
      break;
    case "RowsExcluded":
      setRows(draft, job, event, "excluded");
      break;
    case "RowsBroughtBack":
      setRows(draft, job, event, "brought back");
      break;
    case "RowsChangeUndone":
      undoChange(draft, job, event);
      break;
    case "ReviewRestored":
      // A list that was current then is created again, by an event behind it.
      askAgain(draft, job, event);
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
  // An existing version never changes.
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

/** Filled-in values are valid from here until the list that follows is invalidated. */
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
    draft.putIssue({ job_id: job.id, number, type, key, row_ids: rowIds, offered });
    const line = draft.statesOfNew({ job_id: job.id, number });
    const place = number - line.first_number;
    // In case it existed: uncount it first.
    change(job, line, place, UNASKED);
    line.types[place] = kinds.indexOf(type);
    change(job, line, place, told ? RESOLVED_ALONE : OPEN);
    if (told) draft.putResolution(firstStands(job, event, number, rowIds));
  });
  askAgain(draft, job, event);
}

/** Resolved by default: of one person's differing rows the first is used. */
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
  noteAdded(job, edits, null);
  const made = Map.groupBy(edits, (edit) => edit.number);
  for (const { number, action, chosenRowId, column, via } of event.data.resolutions) {
    const own = made.get(number) ?? [];
    if (column !== undefined) choose(draft, job, number, column);
    if (!setState(draft, job, number, RESOLVED_ALONE)) continue;
    draft.putResolution({
      job_id: job.id,
      number,
      action,
      chosen_row_id: chosenRowId ?? null,
      values: laid(own.map((edit) => edit.values)),
      sources: laid(own.flatMap((edit) => edit.sources ?? [])),
      via: via ?? null,
      ...madeBy(event),
    });
  }
  for (const alike of event.data.alike ?? []) resolveAlike(draft, job, event, alike);
}

/** One line, however many issues it resolves. */
function resolveAlike(
  draft: Draft,
  job: JobRow,
  event: Resolved,
  { action, numbers, via, viaBefore }: Alike,
): void {
  const ordinal = ++job.bulk_resolutions;
  draft.addBulkResolution({
    job_id: job.id,
    ordinal,
    action,
    via: via ?? null,
    via_before: viaBefore ?? null,
    ...madeBy(event),
  });
  setStates(draft, job, numbers, ordinal);
}

const madeBy = ({ data: { rule, batchId }, metadata, recordedAt }: Resolved) => ({
  rule,
  batch_id: batchId,
  resolved_by: rule === SAME_PERSON ? null : metadata.userId,
  resolved_at: recordedAt,
});

/** Merges records in order; null if there are none. */
function laid<Value>([first, ...others]: ByKey<Value>[]): ByKey<Value> | null {
  return first === undefined ? null : laidOver(first, ...others);
}

/** A new array: existing lists keep theirs. */
function choose(draft: Draft, job: JobRow, number: number, column: number): void {
  const line = draft.states({ job_id: job.id, number });
  const type = line && kinds[line.types[number - line.first_number]!];
  const field = type && nameFieldOf(type);
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
  const { numbers, edits } = event.data;
  const ranges = parseRowSet(numbers);
  const isOpened = ({ number }: { number: number }) =>
    ranges.some(([first, last]) => number >= first && number <= last);
  job.chosen_columns = job.chosen_columns.filter((chosen) => !isOpened(chosen));
  setStates(draft, job, numbers, OPEN);
  const undone = { job_id: job.id, numbers, position: event.position };
  if (edits === "newest") draft.undoNewestEdits(undone);
  else if (edits !== "none") draft.undoEdits(undone);
  askAgain(draft, job, event);
}

/** Edits stay: it was an edit that changed the issue's rows. */
function revise(draft: Draft, job: JobRow, event: RecordedEvent<"IssuesRevised">): void {
  for (const { number, rowIds, status } of event.data.issues) {
    setState(draft, job, number, status === "OPEN" ? OPEN : WITHDRAWN);
    const issue = draft.issue({ job_id: job.id, number });
    if (issue) draft.putIssue({ ...issue, row_ids: [...rowIdsOf(rowIds)] });
  }
  if (event.data.issues.some((issue) => issue.status === "OPEN")) askAgain(draft, job, event);
}

function editRows(draft: Draft, job: JobRow, event: RecordedEvent<"RowsEdited">): void {
  const { position, data: { number, operation: rule } } = event;
  const edits = event.personal?.edits ?? [];
  edits.forEach(({ rowId, values, phone }, ordinal) =>
    draft.addEdit({
      job_id: job.id,
      row_id: rowId,
      position,
      ordinal,
      number: ofChange(number),
      values,
      sources: null,
      rule,
      phone: phone ?? null,
      undone_position: null,
    })
  );
  noteAdded(job, edits, number);
  askAgain(draft, job, event);
}

function setRows(
  draft: Draft,
  job: JobRow,
  event: RecordedEvent<"RowsExcluded" | "RowsBroughtBack">,
  kind: ExclusionRow["kind"],
): void {
  const { number, rowIds } = event.data;
  const { position } = event;
  draft.addExclusion({ job_id: job.id, position, number, kind, row_ids: rowIds });
  askAgain(draft, job, event);
}

function undoChange(draft: Draft, job: JobRow, event: RecordedEvent<"RowsChangeUndone">): void {
  const { position, data: { number, change } } = event;
  const job_id = job.id;
  if (change === "edited") {
    draft.undoEdits({ job_id, numbers: ofChange(number), position });
    noteUndone(job, number);
  } else draft.addExclusion({ job_id, position, number, kind: "undone", row_ids: "" });
  askAgain(draft, job, event);
}

/** An issue is open again, or rows or the review are others now: the current list is invalidated. */
function askAgain(draft: Draft, job: JobRow, { position }: RecordedEvent): void {
  if (job.contact_count === null) return;
  draft.undoEdits({ job_id: job.id, numbers: FILLS, position });
  job.contact_count = null;
  job.merged_rows = null;
  job.list_version = null;
  if (job.status === "COMPLETED") job.status = "NEEDS_REVIEW";
}

/** @returns whether the issue exists */
function setState(draft: Draft, job: JobRow, number: number, state: number): boolean {
  const line = draft.states({ job_id: job.id, number });
  if (!line || line.states[number - line.first_number] === UNASKED) return false;
  change(job, line, number - line.first_number, state);
  return true;
}

/** The same for a set of numbers, line by line. */
function setStates(draft: Draft, job: JobRow, numbers: string, state: number): void {
  for (const [first_number, first, last] of linesOf(numbers)) {
    const line = draft.states({ job_id: job.id, number: first });
    if (!line) continue;
    for (let place = first - first_number; place <= last - first_number; place++) {
      if (line.states[place] !== UNASKED) change(job, line, place, state);
    }
  }
}

/** Changes an issue's state and updates the counts. */
function change(job: JobRow, { types, states }: StatesRow, place: number, state: number): void {
  const former = states[place]!;
  if (former === state) return;
  states[place] = state;
  const type = kinds[types[place]!]!;
  const counts = job.issue_counts[type] ??= { open: 0, total: 0 };
  const open = Number(state === OPEN) - Number(former === OPEN);
  const total = Number(isShown(state)) - Number(isShown(former));
  counts.open += open;
  counts.total += total;
  job.open_issues += open;
  job.conflict_count += total;
  if (counts.total === 0) delete job.issue_counts[type];
}

const isShown = (state: number) => state !== UNASKED && statusOf(state) !== "WITHDRAWN";
