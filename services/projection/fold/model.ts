/**
 * The rows that the fold works on, named and spelled as the tables' columns, the state that it needs
 * and the changes that it answers. Times are ISO 8601 and come from the events, never from a clock.
 */
import type { FileColumn, IssueKind, RowProblem } from "@rollcall/contracts";
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
  list_version: number | null;
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

export interface RawRow {
  job_id: string;
  id: number;
  row_number: number;
  normalized_email: string | null;
  is_valid: boolean;
  problems: RowProblem[];
  data: Record<string, string>;
}

export interface IssueRow {
  job_id: string;
  number: number;
  type: IssueKind;
  key: string;
  row_ids: number[];
  /** WITHDRAWN: nothing left to ask; shown nowhere, but may be asked again */
  status: "OPEN" | "RESOLVED" | "WITHDRAWN";
}

export interface ResolutionRow {
  job_id: string;
  number: number;
  action: "choose" | "edit" | "merge" | "skip" | "keep";
  chosen_row_id: number | null;
  /** what was typed, where the action is edit */
  values: Record<string, string> | null;
  rule: string | null;
  via: number | null;
  resolved_by: string | null;
  resolved_at: string;
}

export interface EditRow {
  job_id: string;
  row_id: number;
  position: number;
  ordinal: number;
  /** the issue whose decision it was: undoing that takes the edit away */
  number: number;
  values: Record<string, string>;
  /** null where the edit leaves the address alone, "" where it takes it away */
  normalized_email: string | null;
}

export interface HistoryRow {
  job_id: string;
  position: number;
  type: string;
  summary: string;
  actor: string | null;
  at: string;
}

/** A clean list to build: these rows, with the edits made up to `position`. */
export interface ContactList {
  job_id: string;
  /** a row set, such as "1-5,7" */
  row_ids: string;
  position: number;
}

/** An issue in a job. */
export interface IssueRef {
  job_id: string;
  number: number;
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
  jobs: JobRow[];
  rawRows: RawRow[];
  issues: IssueRow[];
  resolutions: ResolutionRow[];
  resolutionsRemoved: IssueRef[];
  edits: EditRow[];
  editsRemoved: IssueRef[];
  /** jobs whose clean list goes, be it for good or for one in `contacts` */
  contactsRemoved: string[];
  contacts: ContactList[];
  history: HistoryRow[];
}
