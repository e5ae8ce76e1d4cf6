/**
 * The tables as seen by a batch while it is folded: rows loaded, created and removed. Rows are
 * copied on write, so the given state is not modified. Nothing is left of a deleted job, whether
 * loaded or created by this batch.
 */
import { formatRowSet, rowIdsOf } from "@rollcall/contracts";
import { lineOf, noIssues, type StatesRow } from "./issue_states.ts";
import type {
  BulkResolutionRow,
  Changes,
  ChunkRow,
  EditRow,
  ExclusionRow,
  HistoryRow,
  IssueRef,
  IssueRow,
  JobRow,
  ListRow,
  MergesRow,
  ResolutionRow,
  State,
  Undoing,
  WrittenChunk,
} from "./model.ts";
import { isOfFew, numbersOf, undoneAmong } from "./undoing.ts";

export class Draft {
  readonly #loadedJobs: Map<string, JobRow>;
  readonly #loadedIssues: Map<string, IssueRow>;
  readonly #jobs = new Map<string, JobRow>();
  readonly #issues = new Map<string, IssueRow>();
  readonly #loadedStates: Map<string, StatesRow>;
  readonly #states = new Map<string, StatesRow>();
  readonly #resolutions = new Map<string, ResolutionRow>();
  readonly #edits = new Map<string, EditRow[]>();
  readonly #deleted = new Set<string>();
  #bulkResolutions: BulkResolutionRow[] = [];
  #editsUndone: Undoing[] = [];
  #lists: ListRow[] = [];
  #merges: MergesRow[] = [];
  #exclusions: ExclusionRow[] = [];
  #chunks: (ChunkRow | WrittenChunk)[] = [];
  readonly #history = new Map<number, HistoryRow>();

  constructor(state: State) {
    this.#loadedJobs = new Map(state.jobs.map((job) => [job.id, job]));
    this.#loadedIssues = new Map(state.issues.map((issue) => [keyOf(issue), issue]));
    this.#loadedStates = new Map(state.states.map((line) => [keyOfLine(line), line]));
  }

  /** The job's row for modification, or undefined if there is no such job. */
  job(id: string): JobRow | undefined {
    const job = this.#jobs.get(id);
    if (job) return job;
    const loaded = this.#loadedJobs.get(id);
    if (!loaded) return undefined;
    return this.putJob({ ...loaded, issue_counts: structuredClone(loaded.issue_counts) });
  }

  deleteJob(id: string): void {
    this.#deleted.add(id);
    this.#loadedJobs.delete(id);
    this.#jobs.delete(id);
    this.#chunks = this.#chunks.filter((row) => row.job_id !== id);
    this.#lists = this.#lists.filter((list) => list.job_id !== id);
    this.#merges = this.#merges.filter((merges) => merges.job_id !== id);
    this.#exclusions = this.#exclusions.filter((exclusion) => exclusion.job_id !== id);
    forget(this.#loadedIssues, (issue) => issue.job_id === id);
    forget(this.#issues, (issue) => issue.job_id === id);
    forget(this.#loadedStates, (line) => line.job_id === id);
    forget(this.#states, (line) => line.job_id === id);
    forget(this.#resolutions, (resolution) => resolution.job_id === id);
    this.#bulkResolutions = this.#bulkResolutions.filter((bulk) => bulk.job_id !== id);
    forget(this.#edits, ([edit]) => edit?.job_id === id);
    this.#editsUndone = this.#editsUndone.filter((undone) => undone.job_id !== id);
    forget(this.#history, (row) => row.job_id === id);
  }

  putJob(job: JobRow): JobRow {
    this.#jobs.set(job.id, job);
    return job;
  }

  issue(ref: IssueRef): IssueRow | undefined {
    return this.#issues.get(keyOf(ref)) ?? this.#loadedIssues.get(keyOf(ref));
  }

  putIssue(issue: IssueRow): void {
    this.#issues.set(keyOf(issue), issue);
  }

  putResolution(resolution: ResolutionRow): void {
    this.#resolutions.set(keyOf(resolution), resolution);
  }

  addBulkResolution(bulk: BulkResolutionRow): void {
    this.#bulkResolutions.push(bulk);
  }

  /**
   * The line with an issue's state, for modification; undefined if none of its issues was ever
   * opened.
   */
  states({ job_id, number }: IssueRef): StatesRow | undefined {
    const key = keyOfLine({ job_id, first_number: lineOf(number) });
    const line = this.#states.get(key);
    if (line) return line;
    const loaded = this.#loadedStates.get(key);
    if (!loaded) return undefined;
    return this.#putStates(key, {
      ...loaded,
      types: [...loaded.types],
      states: [...loaded.states],
    });
  }

  /** The same, for an issue that is being opened. */
  statesOfNew({ job_id, number }: IssueRef): StatesRow {
    const key = keyOfLine({ job_id, first_number: lineOf(number) });
    return this.states({ job_id, number }) ?? this.#putStates(key, noIssues(job_id, number));
  }

  #putStates(key: string, line: StatesRow): StatesRow {
    this.#states.set(key, line);
    return line;
  }

  addEdit(edit: EditRow): void {
    const edits = this.#edits.get(keyOf(edit));
    if (edits) edits.push(edit);
    else this.#edits.set(keyOf(edit), [edit]);
  }

  /** If several undo the same, only the first has an effect. */
  undoEdits(undone: Undoing): void {
    for (const edits of this.#editsOn(undone)) {
      for (const edit of edits) edit.undone_position ??= undone.position;
    }
    this.#editsUndone.push(undone);
  }

  /** Of each issue the newest that holds: of this batch, or where it brings none, a stored one. */
  undoNewestEdits({ job_id, numbers, position }: Undoing & { numbers: string }): void {
    const stored: number[] = [];
    for (const number of rowIdsOf(numbers)) {
      const newest = this.#edits.get(keyOf({ job_id, number }))
        ?.findLast((edit) => edit.undone_position === null);
      if (newest) newest.undone_position = position;
      else stored.push(number);
    }
    if (stored.length === 0) return;
    this.#editsUndone.push({ job_id, numbers: formatRowSet(stored), position, newest: true });
  }

  /** Those of this batch. */
  #editsOn(undone: Undoing): EditRow[][] {
    const { job_id } = undone;
    if (isOfFew(undone)) {
      return [...numbersOf(undone)].map((number) =>
        this.#edits.get(keyOf({ job_id, number })) ?? []
      );
    }
    const own = [...this.#edits.values()].filter(([first]) => first!.job_id === job_id);
    const byNumber = new Map(own.map((edits) => [edits[0]!.number, edits]));
    return undoneAmong(undone, byNumber.keys()).map((number) => byNumber.get(number)!);
  }

  addChunk(chunk: ChunkRow | WrittenChunk): void {
    this.#chunks.push(chunk);
  }

  addList(list: ListRow): void {
    this.#lists.push(list);
  }

  addMerges(merges: MergesRow): void {
    this.#merges.push(merges);
  }

  addExclusion(exclusion: ExclusionRow): void {
    this.#exclusions.push(exclusion);
  }

  putHistory(row: HistoryRow): void {
    this.#history.set(row.position, row);
  }

  changes(): Changes {
    return {
      jobsDeleted: [...this.#deleted],
      jobs: [...this.#jobs.values()],
      chunks: this.#chunks,
      issues: [...this.#issues.values()],
      states: [...this.#states.values()],
      resolutions: [...this.#resolutions.values()],
      bulkResolutions: this.#bulkResolutions,
      edits: [...this.#edits.values()].flat(),
      editsUndone: this.#editsUndone,
      lists: this.#lists,
      merges: this.#merges,
      exclusions: this.#exclusions,
      history: [...this.#history.values()],
    };
  }
}

const keyOf = ({ job_id, number }: IssueRef) => `${job_id}.${number}`;
const keyOfLine = ({ job_id, first_number }: Pick<StatesRow, "job_id" | "first_number">) =>
  `${job_id}.${first_number}`;

function forget<Key, Row>(rows: Map<Key, Row>, isGone: (row: Row) => boolean): void {
  for (const [key, row] of rows) if (isGone(row)) rows.delete(key);
}
