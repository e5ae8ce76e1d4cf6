/**
 * The tables as a batch sees them while it is folded: rows that were loaded, rows that it made, and
 * what it took away. Rows are copied before they change, so that the state given stays as it was.
 * Of a job that is deleted nothing is left, be it loaded or made by this batch.
 */
import type {
  Changes,
  ChunkRow,
  EditRow,
  HistoryRow,
  IssueRef,
  IssueRow,
  JobRow,
  ListRow,
  MergesRow,
  ResolutionRow,
  State,
  Undoing,
} from "./model.ts";

export class Draft {
  readonly #loadedJobs: Map<string, JobRow>;
  readonly #loadedIssues: Map<string, IssueRow>;
  readonly #jobs = new Map<string, JobRow>();
  readonly #issues = new Map<string, IssueRow>();
  readonly #resolutions = new Map<string, ResolutionRow | IssueRef>();
  readonly #edits = new Map<string, EditRow[]>();
  readonly #editsUndone = new Map<string, Undoing>();
  readonly #deleted = new Set<string>();
  #lists: ListRow[] = [];
  #merges: MergesRow[] = [];
  #chunks: ChunkRow[] = [];
  readonly #history = new Map<number, HistoryRow>();

  constructor(state: State) {
    this.#loadedJobs = new Map(state.jobs.map((job) => [job.id, job]));
    this.#loadedIssues = new Map(state.issues.map((issue) => [keyOf(issue), issue]));
  }

  /** A row of this batch to change, or undefined where there is no such job. */
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
    forget(this.#loadedIssues, (issue) => issue.job_id === id);
    forget(this.#issues, (issue) => issue.job_id === id);
    forget(this.#resolutions, (resolution) => resolution.job_id === id);
    forget(this.#edits, ([edit]) => edit?.job_id === id);
    forget(this.#editsUndone, (undone) => undone.job_id === id);
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

  removeResolution(ref: IssueRef): void {
    this.#resolutions.set(keyOf(ref), { job_id: ref.job_id, number: ref.number });
  }

  addEdit(edit: EditRow): void {
    const edits = this.#edits.get(keyOf(edit));
    if (edits) edits.push(edit);
    else this.#edits.set(keyOf(edit), [edit]);
  }

  /** Of several that take the same back only the first finds anything to take. */
  undoEdits(undone: Undoing): void {
    const key = keyOf(undone);
    for (const edit of this.#edits.get(key) ?? []) edit.undone_position ??= undone.position;
    if (!this.#editsUndone.has(key)) this.#editsUndone.set(key, undone);
  }

  addChunk(chunk: ChunkRow): void {
    this.#chunks.push(chunk);
  }

  addList(list: ListRow): void {
    this.#lists.push(list);
  }

  addMerges(merges: MergesRow): void {
    this.#merges.push(merges);
  }

  putHistory(row: HistoryRow): void {
    this.#history.set(row.position, row);
  }

  changes(): Changes {
    const resolutions = [...this.#resolutions.values()];
    return {
      jobsDeleted: [...this.#deleted],
      jobs: [...this.#jobs.values()],
      chunks: this.#chunks,
      issues: [...this.#issues.values()],
      resolutions: resolutions.filter((row) => "action" in row),
      resolutionsRemoved: resolutions.filter((row) => !("action" in row)),
      edits: [...this.#edits.values()].flat(),
      editsUndone: [...this.#editsUndone.values()],
      lists: this.#lists,
      merges: this.#merges,
      history: [...this.#history.values()],
    };
  }
}

const keyOf = ({ job_id, number }: IssueRef) => `${job_id}.${number}`;

function forget<Key, Row>(rows: Map<Key, Row>, isGone: (row: Row) => boolean): void {
  for (const [key, row] of rows) if (isGone(row)) rows.delete(key);
}
