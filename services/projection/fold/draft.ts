/**
 * The tables as a batch sees them while it is folded: rows that were loaded, rows that it made, and
 * what it took away. Rows are copied before they change, so that the state given stays as it was.
 */
import type {
  Changes,
  ContactList,
  EditRow,
  HistoryRow,
  IssueRef,
  IssueRow,
  JobRow,
  RawRow,
  ResolutionRow,
  State,
} from "./model.ts";

export class Draft {
  readonly #loadedJobs: Map<string, JobRow>;
  readonly #loadedIssues: Map<string, IssueRow>;
  readonly #jobs = new Map<string, JobRow>();
  readonly #issues = new Map<string, IssueRow>();
  readonly #resolutions = new Map<string, ResolutionRow | IssueRef>();
  readonly #edits = new Map<string, EditRow[]>();
  readonly #editsRemoved = new Map<string, IssueRef>();
  readonly #contacts = new Map<string, ContactList | null>();
  readonly #rawRows: RawRow[] = [];
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

  removeEdits({ job_id, number }: IssueRef): void {
    const ref = { job_id, number };
    this.#edits.delete(keyOf(ref));
    this.#editsRemoved.set(keyOf(ref), ref);
  }

  addRows(rows: RawRow[]): void {
    for (const row of rows) this.#rawRows.push(row);
  }

  buildContacts(list: ContactList): void {
    this.#contacts.set(list.job_id, list);
  }

  removeContacts(jobId: string): void {
    this.#contacts.set(jobId, null);
  }

  putHistory(row: HistoryRow): void {
    this.#history.set(row.position, row);
  }

  changes(): Changes {
    const resolutions = [...this.#resolutions.values()];
    return {
      jobs: [...this.#jobs.values()],
      rawRows: this.#rawRows,
      issues: [...this.#issues.values()],
      resolutions: resolutions.filter((row) => "action" in row),
      resolutionsRemoved: resolutions.filter((row) => !("action" in row)),
      edits: [...this.#edits.values()].flat(),
      editsRemoved: [...this.#editsRemoved.values()],
      contactsRemoved: [...this.#contacts.keys()],
      contacts: [...this.#contacts.values()].filter((list) => list !== null),
      history: [...this.#history.values()],
    };
  }
}

const keyOf = ({ job_id, number }: IssueRef) => `${job_id}.${number}`;
