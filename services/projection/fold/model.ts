/**
 * The rows that the fold works on, named and spelled as the tables' columns, the state that it needs
 * and the changes that it answers. Times are ISO 8601 and come from the events, never from a clock.
 */
import type { ChosenColumn } from "@rollcall/contacts";
import type {
  ByKey,
  FileColumn,
  IssueKind,
  OfferedColumn,
  RowNotes,
  RowProblem,
  RowValues,
} from "@rollcall/contracts";
import type { JobStatus } from "@rollcall/contracts/api";

export interface JobRow {
  id: string;
  user_id: string;
  status: JobStatus;
  original_filename: string;
  size_bytes: number;
  columns: FileColumn[];
  /** field → header: as the person asked for it, and once rows were read, as it was applied */
  mapping: Record<string, string>;
  total_rows: number;
  valid_rows: number;
  /** share of the file that was read, 0 to 1 */
  progress: number;
  conflict_count: number;
  open_issues: number;
  issue_counts: IssueCounts;
  contact_count: number | null;
  /** rows that went into a contact of another row; null while no list stands */
  merged_rows: number | null;
  /** of the clean list that stands; null while none does */
  list_version: number | null;
  /** version of the newest list that was fixed, standing or not; 0 before the first */
  newest_list: number;
  /** columns that were named for fields the file has none for, and the issue that each settles */
  chosen_columns: (ChosenColumn & { number: number })[];
  /** rows by warning */
  warning_counts: Record<string, number>;
  format: "csv" | "xlsx";
  /** this and the next three: as the person asked for it, and once the file is known, as it is */
  encoding: string | null;
  delimiter: string | null;
  header_row: number | null;
  sheet: string | null;
  sheets: string[];
  region: string | null;
  fold_gmail: boolean;
  /** null for a job from before rows of one person were looked into */
  same_person: "first" | "ask" | null;
  error: { code: string; message: string; headers: string[] } | null;
  created_at: string;
  updated_at: string;
  created_position: number;
  /** position of the job's newest event */
  version: number;
  /** position of the newest event that changed the job's issues; 0 before the first */
  issues_version: number;
  /** position of the first batch of rows, under which the history tells of them all; 0 before it */
  rows_position: number;
}

export type IssueCounts = { [Kind in IssueKind]?: { open: number; total: number } };

/**
 * Rows of a file as they were read, a few dozen together: a page of rows is a part of a chunk, and a
 * large file is some hundred lines of a table.
 */
export interface ChunkRow {
  job_id: string;
  /** the ids of the others follow without a gap */
  first_row_id: number;
  rows: StoredRow[];
}

/** A row as it was read; the address as duplicates are told by is noted where it is another. */
export type StoredRow = [...ParsedRowHead, notes?: RowNotes & { key?: string }];
type ParsedRowHead = [
  line: number,
  email: string | null,
  problems: RowProblem[],
  values: string[],
];

export interface IssueRow {
  job_id: string;
  number: number;
  type: IssueKind;
  key: string;
  row_ids: number[];
  /** columns that could be meant, where it is about the whole file and lists no rows; else null */
  offered: OfferedColumn[] | null;
  /** WITHDRAWN: nothing left to ask; shown nowhere, but may be asked again */
  status: "OPEN" | "RESOLVED" | "WITHDRAWN";
}

export interface ResolutionRow {
  job_id: string;
  number: number;
  action: "choose" | "edit" | "merge" | "skip" | "keep" | "use_column";
  chosen_row_id: number | null;
  /** what was laid over the row */
  values: RowValues | null;
  /** of a merge: field → the row that its value was taken from */
  sources: ByKey<number> | null;
  rule: string | null;
  /** common to all that one rule settled */
  batch_id: string | null;
  via: number | null;
  resolved_by: string | null;
  resolved_at: string;
}

/** The number of what no issue's decision brought: values that were filled in for a list. */
export const FILLS = 0;

/** Kept when it is taken back: lists that were fixed with it stay what they were. */
export interface EditRow {
  job_id: string;
  row_id: number;
  position: number;
  ordinal: number;
  /**
   * the issue whose decision it was: undoing that takes the edit back. 0: filled in from rows of the
   * same person, for as long as the list stands
   */
  number: number;
  values: RowValues;
  sources: ByKey<number> | null;
  rule: string | null;
  /** in E.164, where the edit brings one that is written otherwise */
  phone: string | null;
  /** position of the event that took it back; null while it holds */
  undone_position: number | null;
}

export interface HistoryRow {
  job_id: string;
  position: number;
  type: string;
  summary: string;
  actor: string | null;
  at: string;
  batch_id: string | null;
}

/** A version of the clean list: these rows, with the edits that held at `position`. */
export interface ListRow {
  job_id: string;
  version: number;
  /** a row set, such as "1-5,7" */
  row_ids: string;
  /** the columns that held as it was fixed */
  chosen_columns: ChosenColumn[];
  position: number;
  contact_count: number;
  finalized_at: string;
  finalized_by: string | null;
}

/** Rows that went into contacts of a list: a part of them, as one event brought it. */
export interface MergesRow {
  job_id: string;
  version: number;
  position: number;
  /** the row that stands, and as a row set those that went into it */
  merges: [into: number, rowIds: string][];
}

/** An issue in a job. */
export interface IssueRef {
  job_id: string;
  number: number;
}

/** An issue whose decision was taken back, and where in the log. */
export interface Undoing extends IssueRef {
  position: number;
}

/** What a batch has to know of the tables: the rows that its events change. */
export interface State {
  jobs: JobRow[];
  issues: IssueRow[];
}

/**
 * What a batch does to the tables. Rows in `jobs`, `issues` and `resolutions` replace those of the
 * same key; removals come before what is put in their place.
 */
export interface Changes {
  /** jobs of which nothing stays in any table */
  jobsDeleted: string[];
  jobs: JobRow[];
  chunks: ChunkRow[];
  issues: IssueRow[];
  resolutions: ResolutionRow[];
  resolutionsRemoved: IssueRef[];
  edits: EditRow[];
  /** issues whose edits are taken back, those that this batch brings aside */
  editsUndone: Undoing[];
  /** in the order in which they were made */
  lists: ListRow[];
  merges: MergesRow[];
  history: HistoryRow[];
}
