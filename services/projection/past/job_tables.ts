/**
 * The tables of one job in memory, kept by the same fold that keeps those in Postgres. What an event
 * means is the fold's alone; this only puts its changes in their places.
 */
import type { RecordedEvent } from "@rollcall/contracts";
import { fold } from "../fold/fold.ts";
import type { StatesRow } from "../fold/issue_states.ts";
import type {
  BulkResolutionRow,
  Changes,
  ChunkRow,
  EditRow,
  ExclusionRow,
  HistoryRow,
  IssueRow,
  JobRow,
  ListRow,
  MergesRow,
  ResolutionRow,
  Undoing,
} from "../fold/model.ts";
import { needsOf } from "../fold/needs.ts";
import { parsedChunk } from "../fold/rows.ts";
import { isOfFew, newestOfEach, numbersOf, undoneAmong } from "../fold/undoing.ts";
import { asStored } from "./as_stored.ts";

export class JobTables {
  job: JobRow | undefined;
  /** the clean list in its versions */
  readonly lists = new Map<number, ListRow>();
  /** in the order of the log */
  merges: MergesRow[] = [];
  /** in the order of the log */
  exclusions: ExclusionRow[] = [];
  /** ascending by their first row */
  chunks: ChunkRow[] = [];
  /** by issue number */
  readonly issues = new Map<number, IssueRow>();
  /** by first number, issue number, and ordinal */
  readonly states = new Map<number, StatesRow>();
  readonly resolutions = new Map<number, ResolutionRow>();
  readonly bulkResolutions = new Map<number, BulkResolutionRow>();
  /** by position */
  readonly history = new Map<number, HistoryRow>();
  readonly #editsOfRow = new Map<number, EditRow[]>();
  readonly #editsOfIssue = new Map<number, EditRow[]>();

  /** Folds the job's next events. */
  apply(events: RecordedEvent[]): void {
    for (const _ of this.applying(events)) continue;
  }

  /**
   * The same in steps, so that other work can be done in between; it must be run to its end. Yields
   * how many rows the previous step wrote to the tables.
   */
  *applying(events: RecordedEvent[]): Generator<number> {
    const needs = needsOf(events);
    const state = {
      jobs: this.job ? [this.job] : [],
      issues: needs.issues.flatMap(({ number }) => this.issues.get(number) ?? []),
      states: needs.states.flatMap((line) => this.states.get(line.first_number) ?? []),
    };
    yield* this.#write(fold(state, events));
  }

  /** The edits of a row in the order in which they were made, those that were taken back as well. */
  editsOf(rowId: number): readonly EditRow[] {
    return this.#editsOfRow.get(rowId) ?? [];
  }

  /** Edits that decisions on an issue made, those that were taken back as well. */
  editsMadeFor(number: number): readonly EditRow[] {
    return this.#editsOfIssue.get(number) ?? [];
  }

  /** Ids of the rows that have edits, holding or not. */
  get editedRows(): Iterable<number> {
    return this.#editsOfRow.keys();
  }

  *#write(changes: Changes): Generator<number> {
    if (changes.jobsDeleted.length > 0) this.#clear();
    const [job] = changes.jobs;
    if (job) this.job = asStored(job);
    yield 1;
    // Rows come in the order of the file.
    for (const chunk of changes.chunks) {
      const rows = "json" in chunk ? parsedChunk(chunk) : asStored(chunk);
      this.chunks.push(rows);
      yield rows.rows.length;
    }
    for (const issue of changes.issues) {
      this.issues.set(issue.number, asStored(issue));
      yield 1;
    }
    for (const line of changes.states) {
      this.states.set(line.first_number, line);
      yield 1;
    }
    for (const row of changes.resolutions) {
      this.resolutions.set(row.number, asStored(row));
      yield 1;
    }
    for (const bulk of changes.bulkResolutions) {
      this.bulkResolutions.set(bulk.ordinal, asStored(bulk));
      yield 1;
    }
    for (const undone of changes.editsUndone) this.#undoEdits(undone);
    for (const edit of changes.edits) {
      this.#addEdit(asStored(edit));
      yield 1;
    }
    for (const list of changes.lists) this.lists.set(list.version, list);
    this.merges.push(...changes.merges);
    this.exclusions.push(...changes.exclusions);
    for (const row of changes.history) this.history.set(row.position, asStored(row));
    yield changes.history.length;
  }

  #clear(): void {
    this.job = undefined;
    this.chunks = [];
    this.merges = [];
    this.exclusions = [];
    for (const table of [this.lists, this.issues, this.states]) table.clear();
    for (const table of [this.resolutions, this.bulkResolutions]) table.clear();
    for (const table of [this.history, this.#editsOfRow, this.#editsOfIssue]) table.clear();
  }

  /** A batch brings its edits issue by issue: their order is that of the log. */
  #addEdit(edit: EditRow): void {
    const ofRow = [...this.editsOf(edit.row_id), edit];
    ofRow.sort((a, b) => a.position - b.position || a.ordinal - b.ordinal);
    this.#editsOfRow.set(edit.row_id, ofRow);
    const ofIssue = this.#editsOfIssue.get(edit.number);
    if (ofIssue) ofIssue.push(edit);
    else this.#editsOfIssue.set(edit.number, [edit]);
  }

  #undoEdits(undone: Undoing): void {
    const numbers = isOfFew(undone)
      ? numbersOf(undone)
      : undoneAmong(undone, this.#editsOfIssue.keys());
    for (const number of numbers) {
      const held = (this.#editsOfIssue.get(number) ?? [])
        .filter((edit) => edit.undone_position === null);
      for (const edit of undone.newest ? newestOfEach(held) : held) {
        edit.undone_position = undone.position;
      }
    }
  }
}
