/**
 * The tables in memory, by the plainest reading of what changes mean: what the tables in Postgres are
 * compared with, in tests and by a replay.
 */
import type { RecordedEvent } from "@rollcall/contracts";
import { fold } from "./fold.ts";
import type { Changes, EditRow, State } from "./model.ts";
import { needsOf } from "./needs.ts";

type Table = Map<string, unknown>;

export class MemoryTables {
  readonly jobs: Table = new Map();
  readonly row_chunks: Table = new Map();
  readonly issues: Table = new Map();
  readonly issue_resolutions: Table = new Map();
  readonly row_edits: Table = new Map();
  readonly contact_lists: Table = new Map();
  readonly list_merges: Table = new Map();
  readonly job_events: Table = new Map();

  readonly #fold: typeof fold;

  constructor(of = fold) {
    this.#fold = of;
  }

  /** Folds one batch, giving the fold no more than it asks for. @returns what the fold answered */
  apply(events: RecordedEvent[]): Changes {
    const needs = needsOf(events);
    const state = {
      jobs: needs.jobIds.map((id) => this.jobs.get(id)),
      issues: needs.issues.map((ref) => this.issues.get(key(ref.job_id, ref.number))),
    };
    const known = (row: unknown) => row !== undefined;
    const changes = this.#fold(
      { jobs: state.jobs.filter(known), issues: state.issues.filter(known) } as State,
      events,
    );
    this.#write(changes);
    return changes;
  }

  #write(changes: Changes): void {
    for (const jobId of changes.jobsDeleted) this.#delete(jobId);
    for (const row of changes.chunks) this.row_chunks.set(key(row.job_id, row.first_row_id), row);
    for (const row of changes.issues) this.issues.set(key(row.job_id, row.number), row);
    for (const ref of changes.resolutionsRemoved) {
      this.issue_resolutions.delete(key(ref.job_id, ref.number));
    }
    for (const row of changes.resolutions) {
      this.issue_resolutions.set(key(row.job_id, row.number), row);
    }
    for (const { job_id, number, position } of changes.editsUndone) {
      for (const edit of this.row_edits.values() as Iterable<EditRow>) {
        if (edit.job_id !== job_id || edit.number !== number) continue;
        if (edit.undone_position === null) this.#putEdit({ ...edit, undone_position: position });
      }
    }
    for (const edit of changes.edits) this.#putEdit(edit);
    for (const row of changes.lists) this.contact_lists.set(key(row.job_id, row.version), row);
    for (const row of changes.merges) {
      this.list_merges.set(key(row.job_id, row.version, row.position), row);
    }
    for (const job of changes.jobs) this.jobs.set(job.id, job);
    for (const row of changes.history) this.job_events.set(key(row.job_id, row.position), row);
  }

  #delete(jobId: string): void {
    this.jobs.delete(jobId);
    const { row_chunks, issues, issue_resolutions, row_edits, contact_lists } = this;
    const decided = [issues, issue_resolutions, row_edits, contact_lists, this.list_merges];
    for (const table of [row_chunks, ...decided, this.job_events]) {
      for (const id of table.keys()) if (id.startsWith(`${jobId}/`)) table.delete(id);
    }
  }

  #putEdit(edit: EditRow): void {
    this.row_edits.set(key(edit.job_id, edit.row_id, edit.position, edit.ordinal), edit);
  }
}

const key = (...parts: (string | number)[]) => parts.join("/");
