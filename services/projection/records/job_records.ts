/**
 * What is stored of one job, as of one moment: now, from Postgres (stored_records.ts), or in the
 * past, from memory (past/). Every query is answered from these methods by the same code, for
 * either.
 */
import type { Row } from "@rollcall/contacts";
import type { IssueStatus } from "../fold/issue_states.ts";
import type {
  EditRow,
  HistoryRow,
  IssueRow,
  JobRow,
  ListRow,
  MergesRow,
  ResolutionRow,
} from "../fold/model.ts";
import type { RowIds } from "../lists/row_ids.ts";

/** Rows of a job that are read, opened and held at once; in between, others get their turn. */
export const PAGE_ROWS = 250;

export interface JobRecords {
  readonly job: JobRow;

  /** The job as it is now, where its records can change; undefined once it is erased. */
  jobNow(): Promise<JobRow | undefined>;

  /** Rows as they were read, from this id on, ascending; at most `limit`. */
  rowsFrom(id: number, limit: number): Promise<Row[]>;

  /** These rows as they were read; one that was erased, or never was, is missing. */
  rows(ids: readonly number[]): Promise<Map<number, Row>>;

  /** Ids of the rows that were read with one of these addresses, as duplicates are told by. */
  rowsWithKey(keys: readonly string[]): Promise<number[]>;

  /** The addresses that some rows were read with, as duplicates are told by. */
  keysRead(among: RowIds): Promise<Set<string>>;

  /** By each of these addresses: the first of some rows that was read with it. */
  firstRead(keys: readonly string[], among: RowIds): Promise<Map<string, RowPlace>>;

  /** As `rowsWithKey`, by the normalised addresses themselves. */
  rowsWithEmail(emails: readonly string[]): Promise<number[]>;

  /**
   * The edits that hold, by row and in the order in which they were made.
   * @param position that of a list, for its rows as they were when it was made, with values filled
   * in; if left out, the decisions that hold now
   */
  edits(of: RowChoice, position?: number): Promise<Map<number, EditRow[]>>;

  /** Those that decisions on these issues made and that hold, by issue, in their order. */
  editsMadeFor(numbers: readonly number[]): Promise<Map<number, EditRow[]>>;

  /** Ids of the rows whose address an edit has changed, ascending; as `edits` says. */
  rowsReaddressed(position?: number): Promise<number[]>;

  /** Ids of the rows that have an edit which holds at one of the positions and not at the other. */
  rowsEditedBetween(position: number, other: number): Promise<number[]>;

  /** Keys of all values that edits have laid over rows, in one order. */
  editedKeys(position?: number): Promise<string[]>;

  /** Issues behind a number, ascending; WITHDRAWN ones only where they are asked for. */
  issues(filter: IssueChoice, after: number, limit: number): Promise<IssueRecord[]>;

  /** Of these issues those that are there, by number; what is withdrawn too. */
  issuesOf(numbers: readonly number[]): Promise<Map<number, IssueRecord>>;

  /**
   * Issues about some of these rows, or about their whole file, that were decided; by number. Of the
   * rows that an issue is about only these are told.
   */
  decidedOn(rowIds: readonly number[]): Promise<IssueRecord[]>;

  /** Rows that have an issue of a type or a status, not withdrawn; of any where neither is given. */
  rowsAsked(of: { status?: "OPEN"; type?: string }): Promise<RowIds>;

  /** Those of these rows that have an issue of a type, open or resolved. */
  rowsWithIssue(type: IssueRow["type"], rowIds: readonly number[]): Promise<Set<number>>;

  /** Rows that somebody has excluded, each as a row: not those that decisions on issues exclude. */
  excludedRows(): Promise<RowIds>;

  /** What happened, from behind a position on: oldest or newest first. */
  history(choice: HistoryChoice, limit: number): Promise<HistoryRow[]>;
  /** The newest entries of these types, oldest first. */
  newestOf(types: readonly string[], limit: number): Promise<HistoryRow[]>;
  /** The position of the last event of each of these commands. */
  commandEnds(commands: readonly string[]): Promise<Map<string, number>>;
  /** Who made a decision and when, by its position. */
  entries(positions: readonly number[]): Promise<Map<number, HistoryRow>>;

  /** Versions of the clean list before `version`, newest first. */
  listsBefore(version: number, limit: number): Promise<ListRow[]>;
  list(version: number): Promise<ListRow | undefined>;
  /** What went into the contacts of a version. */
  merges(version: number): Promise<MergesRow[]>;
}

/** Where a row stands in its job and in its file. */
export type RowPlace = Pick<Row, "id" | "line">;

/** Some rows: by their ids, or all from one id to another. */
export type RowChoice = { ids: readonly number[] } | { from: number; to: number } | "all";

export interface IssueChoice {
  status?: IssueStatus | undefined;
  type?: IssueRow["type"] | undefined;
}

export interface HistoryChoice {
  /** the position behind which to go on; from the start where it is left out */
  after?: number | undefined;
  newestFirst: boolean;
  types?: readonly string[] | undefined;
  /** whether only what rules did, or only what they did not */
  byRule?: boolean | undefined;
  /** whose doing: a user's id, or null for the system's; anybody's where it is left out */
  actor?: string | null | undefined;
}

/** An issue, what has become of it, and its decision if there is one. */
export type IssueRecord = IssueRow & {
  status: IssueStatus;
  resolution: ResolutionRow | null;
};
