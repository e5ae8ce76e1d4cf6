/**
 * A job's records in the read models' tables. No statement leaves the planner a choice that matters:
 * each looks a job's lines up by the primary key, alone or as a range of it, and joins nothing, so
 * that it does not matter what the statistics know of a job that came a second ago.
 */
import type { Row } from "@rollcall/contacts";
import type { Sql } from "@rollcall/event-store";
import type {
  EditRow,
  ExclusionRow,
  HistoryRow,
  IssueRow,
  JobRow,
  ListRow,
  MergesRow,
} from "../fold/model.ts";
import { excludedIn } from "../lists/excluded_rows.ts";
import type { RowIds } from "../lists/row_ids.ts";
import type {
  HistoryChoice,
  IssueChoice,
  IssueRecord,
  JobRecords,
  RowChoice,
  RowPlace,
} from "./job_records.ts";
import { EditedCells } from "./edited_cells.ts";
import { MAX_INT } from "./max_int.ts";
import { StoredEdits } from "./stored_edits.ts";
import { StoredIssues } from "./stored_issues.ts";
import { type Dated, readJob, undated } from "./stored_job.ts";
import { StoredRows } from "./stored_rows.ts";

export interface RecordsOptions {
  /** where `sql` is a replica's, which may not have heard of it: asks the primary */
  isErased?: ((jobId: string) => Promise<boolean>) | undefined;
  /** shared by what is read in one process */
  editedCells?: EditedCells;
}

/** Rows, edits and issues have files of their own; history and lists are read here. */
export class StoredRecords implements JobRecords {
  readonly #rows: StoredRows;
  readonly #edits: StoredEdits;
  readonly #issues: StoredIssues;

  readonly editedCells: EditedCells;
  readonly #isErased: NonNullable<RecordsOptions["isErased"]>;

  constructor(
    readonly sql: Sql,
    readonly job: JobRow,
    { isErased = () => Promise.resolve(false), editedCells = new EditedCells() }: RecordsOptions =
      {},
  ) {
    this.editedCells = editedCells;
    this.#isErased = isErased;
    this.#rows = new StoredRows(sql, job);
    this.#edits = new StoredEdits(sql, job);
    this.#issues = new StoredIssues(sql, job);
  }

  async jobNow(): Promise<JobRow | undefined> {
    const [job, isErased] = await Promise.all([
      readJob(this.sql, this.job.id),
      this.#isErased(this.job.id),
    ]);
    return isErased ? undefined : job;
  }

  rowsFrom(id: number, limit: number): Promise<Row[]> {
    return this.#rows.rowsFrom(id, limit);
  }

  rows(ids: readonly number[]): Promise<Map<number, Row>> {
    return this.#rows.rows(ids);
  }

  rowsWithKey(keys: readonly string[]): Promise<number[]> {
    return this.#rows.rowsWithKey(keys);
  }

  rowsWithEmail(emails: readonly string[]): Promise<number[]> {
    return this.#rows.rowsWithEmail(emails);
  }

  keysRead(among: RowIds): Promise<Set<string>> {
    return this.#rows.keysRead(among);
  }

  firstRead(keys: readonly string[], among: RowIds): Promise<Map<string, RowPlace>> {
    return this.#rows.firstRead(keys, among);
  }

  edits(of: RowChoice, position?: number): Promise<Map<number, EditRow[]>> {
    return this.#edits.edits(of, position);
  }

  editsMadeFor(numbers: readonly number[]): Promise<Map<number, EditRow[]>> {
    return this.#edits.editsMadeFor(numbers);
  }

  /** Another text after each edit and each undo. */
  editsMark(): Promise<string> {
    return this.#edits.editsMark();
  }

  /** Ids of the rows that have an edit, now or as a list has them; as `edits` says. */
  editedRows(position?: number): Promise<number[]> {
    return this.#edits.editedRows(position);
  }

  rowsReaddressed(position?: number): Promise<number[]> {
    return this.#edits.rowsReaddressed(position);
  }

  rowsEditedBetween(position: number, other: number): Promise<number[]> {
    return this.#edits.rowsEditedBetween(position, other);
  }

  editedKeys(position?: number): Promise<string[]> {
    return this.#edits.editedKeys(position);
  }

  issues(filter: IssueChoice, after: number, limit: number): Promise<IssueRecord[]> {
    return this.#issues.issues(filter, after, limit);
  }

  issuesOf(numbers: readonly number[]): Promise<Map<number, IssueRecord>> {
    return this.#issues.issuesOf(numbers);
  }

  rowsAsked(about: { status?: "OPEN"; type?: string }): Promise<RowIds> {
    return this.#issues.rowsAsked(about);
  }

  /** Numbers of the issues about at least one of these rows, ascending. */
  issuesAbout(filter: IssueChoice, rows: RowIds): Promise<number[]> {
    return this.#issues.issuesAbout(filter, rows);
  }

  decidedOn(rowIds: readonly number[]): Promise<IssueRecord[]> {
    return this.#issues.decidedOn(rowIds);
  }

  rowsWithIssue(type: IssueRow["type"], rowIds: readonly number[]): Promise<Set<number>> {
    return this.#issues.rowsWithIssue(type, rowIds);
  }

  async history(choice: HistoryChoice, limit: number): Promise<HistoryRow[]> {
    const { after = 0, newestFirst, types, byRule, actor } = choice;
    const { sql } = this;
    const isBehind = newestFirst
      ? after === 0 ? sql`` : sql`and position < ${after}`
      : sql`and position > ${after}`;
    const isByRule = byRule === undefined
      ? sql``
      : byRule
      ? sql`and batch_id is not null`
      : sql`and batch_id is null`;
    const isBy = actor === undefined ? sql`` : sql`and actor is not distinct from ${actor}`;
    const rows = await sql<Dated<HistoryRow, "at">[]>`
      select * from read_models.job_events
       where job_id = ${this.job.id} ${isBehind}
         and not is_further ${
      types ? sql`and type = any(${[...types]})` : sql``
    } ${isByRule} ${isBy}
       order by position ${newestFirst ? sql`desc` : sql``}
       limit ${limit}`;
    return rows.map(undated("at"));
  }

  async newestOf(types: readonly string[], limit: number): Promise<HistoryRow[]> {
    return (await this.history({ newestFirst: true, types }, limit)).reverse();
  }

  async commandEnds(commands: readonly string[]): Promise<Map<string, number>> {
    if (commands.length === 0) return new Map();
    const rows = await this.sql<{ command: string; position: number }[]>`
      select command, max(position) as position from read_models.job_events
       where job_id = ${this.job.id} and command = any(${[...commands]})
       group by command`;
    return new Map(rows.map(({ command, position }) => [command, position]));
  }

  async entries(positions: readonly number[]): Promise<Map<number, HistoryRow>> {
    if (positions.length === 0) return new Map();
    const rows = await this.sql<Dated<HistoryRow, "at">[]>`
      select * from read_models.job_events
       where job_id = ${this.job.id} and position = any(${[...positions]}::bigint[])`;
    return new Map(rows.map((row) => [row.position, undated("at")(row)]));
  }

  async listsBefore(version: number, limit: number): Promise<ListRow[]> {
    const rows = await this.sql<Dated<ListRow, "finalized_at">[]>`
      select * from read_models.contact_lists
       where job_id = ${this.job.id} and version < ${Math.min(version, MAX_INT)}
       order by version desc
       limit ${limit}`;
    return rows.map(undated("finalized_at"));
  }

  async list(version: number): Promise<ListRow | undefined> {
    const [list] = await this.listsBefore(version + 1, 1);
    return list?.version === version ? list : undefined;
  }

  async merges(version: number): Promise<MergesRow[]> {
    return await this.sql<MergesRow[]>`
      select * from read_models.list_merges
       where job_id = ${this.job.id} and version = ${Math.min(version, MAX_INT)}
       order by position`;
  }

  async excludedRows(): Promise<RowIds> {
    return excludedIn(
      await this.sql<ExclusionRow[]>`
      select * from read_models.row_exclusions where job_id = ${this.job.id} order by position`,
    );
  }
}
