/**
 * The rows of the fold, with fields named like the tables' columns, the state that it needs and the
 * changes that it returns. Times are ISO 8601 and come from the events, never from a clock.
 */
import type { ChosenColumn } from "@rollcall/contacts";
import type {
  ByKey,
  ColumnTreatment,
  FileColumn,
  IssueKind,
  OfferedColumn,
  RowNotes,
  RowProblem,
  RowValues,
  StepEntry,
} from "@rollcall/contracts";
import type { JobStatus } from "@rollcall/contracts/api";
import type { StatesRow } from "./issue_states.ts";

export interface JobRow {
  id: string;
  user_id: string;
  status: JobStatus;
  original_filename: string;
  size_bytes: number;
  columns: FileColumn[];
  /** what edits have brought besides, in the order in which it came; also what is gone again */
  added_columns: AddedColumn[];
  /** field → header: as requested; once rows have been read, as applied */
  mapping: Record<string, string>;
  /** what the upload wants done with columns that are no field */
  treated_columns: ColumnTreatment[];
  total_rows: number;
  valid_rows: number;
  /** share of the file that has been read, 0 to 1 */
  progress: number;
  conflict_count: number;
  open_issues: number;
  issue_counts: IssueCounts;
  contact_count: number | null;
  /** rows that went into a contact of another row; null without a current list */
  merged_rows: number | null;
  /** of the current clean list; null if there is none */
  list_version: number | null;
  /** version of the newest list, current or not; 0 before the first */
  newest_list: number;
  /** columns chosen for fields that the file lacks, and the issue that each resolves */
  chosen_columns: (ChosenColumn & { number: number })[];
  /** rows by warning */
  warning_counts: Record<string, number>;
  format: "csv" | "xlsx";
  /** this and the next three: as requested; once the file has been recognised, as found */
  encoding: string | null;
  delimiter: string | null;
  header_row: number | null;
  sheet: string | null;
  sheets: string[];
  region: string | null;
  /** what says so, where it is a guess */
  region_reason: string | null;
  fold_gmail: boolean;
  /** null for old jobs, which did not compare rows of one person */
  same_person: "first" | "ask" | null;
  /** the job whose file this one reads otherwise */
  read_again: string | null;
  error: { code: string; message: string; headers: string[] } | null;
  created_at: string;
  updated_at: string;
  created_position: number;
  /** position of the job's latest event */
  version: number;
  /** position of the latest event that changed the job's issues; 0 before the first */
  issues_version: number;
  /** number of lines in bulk_resolutions */
  bulk_resolutions: number;
  /** position of the first batch of rows, under which the history lists all of them; 0 before it */
  rows_position: number;
}

/** A column that edits have brought, see added_columns.ts. */
export interface AddedColumn {
  /** the key of its values */
  name: string;
  /** the changes of rows that hold and gave it values, by number as a set; empty where none does */
  changes: string;
  /** it stays, whatever is undone: a decision on an issue gave it a value, or very many changes */
  stays: boolean;
}

export type IssueCounts = { [Kind in IssueKind]?: { open: number; total: number } };

/**
 * Rows of a file as read, a few dozen together: a page of rows is part of a chunk, and a large file
 * takes some hundred table rows.
 */
export interface ChunkRow {
  job_id: string;
  /** the other ids follow without gaps */
  first_row_id: number;
  rows: StoredRow[];
}

/** The same, with the rows as the JSON that they were sealed as: nobody has taken them apart. */
export interface WrittenChunk extends Omit<ChunkRow, "rows"> {
  json: string;
}

/**
 * A row as read; the key by which duplicates are found is included if it differs from the address.
 */
export type StoredRow = [...ParsedRowHead, notes?: (RowNotes & { key?: string }) | undefined];
type ParsedRowHead = [
  line: number,
  email: string | null,
  problems: RowProblem[],
  values: string[],
];

/** An issue as opened; its state is in issue_states.ts. */
export interface IssueRow {
  job_id: string;
  number: number;
  type: IssueKind;
  key: string;
  row_ids: number[];
  /** candidate columns if it is about the whole file; else null */
  offered: OfferedColumn[] | null;
}

export interface ResolutionRow {
  job_id: string;
  number: number;
  action: "choose" | "edit" | "merge" | "skip" | "keep" | "use_column";
  chosen_row_id: number | null;
  /** the values applied to the row */
  values: RowValues | null;
  /** of a merge: field → the row that its value was taken from */
  sources: ByKey<number> | null;
  rule: string | null;
  /** shared by all issues that one rule resolved */
  batch_id: string | null;
  via: number | null;
  resolved_by: string | null;
  resolved_at: string;
}

/** Decisions that differ only in their issues, which refer to this line by their states. */
export interface BulkResolutionRow {
  job_id: string;
  /** counts from 1 in the job */
  ordinal: number;
  action: "skip" | "keep";
  rule: string | null;
  batch_id: string | null;
  /** the issue whose decision resolved these too: one for all, or at this distance before each */
  via: number | null;
  via_before: number | null;
  resolved_by: string | null;
  resolved_at: string;
}

/** The number for edits of no issue's decision: values filled in for a list. */
export const FILLS = 0;

/** The number for edits of a change of rows, which answers no issue: below 0. */
export const ofChange = (number: number): number => -number;

/** Kept when undone, since existing lists still include it. */
export interface EditRow {
  job_id: string;
  row_id: number;
  position: number;
  ordinal: number;
  /**
   * the issue whose decision made it; undoing that undoes the edit. 0: filled in from rows of the
   * same person, as long as the list is current. Below 0: the change of rows of that number
   */
  number: number;
  values: RowValues;
  sources: ByKey<number> | null;
  rule: string | null;
  /** in E.164, if the edit has one that is written otherwise */
  phone: string | null;
  /** position of the event that undid it; null while it is valid */
  undone_position: number | null;
}

/** A change of rows that excludes some or brings some back, or that such a change was undone. */
export interface ExclusionRow {
  job_id: string;
  position: number;
  /** of the change */
  number: number;
  kind: "excluded" | "brought back" | "undone";
  /** a row set; empty where a change was undone */
  row_ids: string;
}

export interface HistoryRow extends StepEntry {
  job_id: string;
  summary: string;
  actor: string | null;
  at: string;
  /** how many issues it is about, named in `issues` or not */
  issue_count: number;
  /** the issue, where one decision edited a row */
  edited_issue: number | null;
  /** goes on with a change that has its line already: it is not listed, but says who made it */
  is_further: boolean;
}

/** A version of the clean list: these rows, with the edits valid at `position`. */
export interface ListRow {
  job_id: string;
  version: number;
  /** a row set, such as "1-5,7" */
  row_ids: string;
  /** the chosen columns at that time */
  chosen_columns: ChosenColumn[];
  position: number;
  contact_count: number;
  finalized_at: string;
  finalized_by: string | null;
}

/** Rows that went into contacts of a list, as far as one event lists them. */
export interface MergesRow {
  job_id: string;
  version: number;
  position: number;
  /** the listed row, and the row set that went into it */
  merges: [into: number, rowIds: string][];
}

/** A reference to an issue of a job. */
export interface IssueRef {
  job_id: string;
  number: number;
}

/** Issues whose decisions were undone, as a set, or fills, or one change; with the log position. */
export interface Undoing {
  job_id: string;
  /** a row set of issues' numbers; else what edits that answer no issue have as their number */
  numbers: string | number;
  position: number;
  /** of each issue only the newest edit that holds; else all of them */
  newest?: true;
}

/** The part of the tables that a batch needs: the rows that its events change. */
export interface State {
  jobs: JobRow[];
  issues: IssueRow[];
  states: StatesRow[];
}

/**
 * A batch's changes to the tables. Rows in `jobs`, `issues`, `states` and `resolutions` are
 * upserted by key; removals come before insertions.
 */
export interface Changes {
  /** jobs to remove from all tables */
  jobsDeleted: string[];
  jobs: JobRow[];
  chunks: (ChunkRow | WrittenChunk)[];
  issues: IssueRow[];
  states: StatesRow[];
  resolutions: ResolutionRow[];
  bulkResolutions: BulkResolutionRow[];
  edits: EditRow[];
  /** in log order; not including edits added by this batch */
  editsUndone: Undoing[];
  /** in chronological order */
  lists: ListRow[];
  merges: MergesRow[];
  exclusions: ExclusionRow[];
  history: HistoryRow[];
}
