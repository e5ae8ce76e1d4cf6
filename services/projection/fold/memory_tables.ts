/**
 * In-memory tables, the simplest implementation of applying changes: tests and replays compare the
 * tables in Postgres with them.
 */
import type { RecordedEvent } from "@rollcall/contracts";
import { fold } from "./fold.ts";
import type { Changes, EditRow, IssueRef, State } from "./model.ts";
import { type LineRef, needsOf } from "./needs.ts";
import { parsedChunk } from "./rows.ts";
import { newestOfEach, undoneAmong } from "./undoing.ts";

type Table = Map<string, unknown>;

export class MemoryTables {
  readonly jobs: Table = new Map();
  readonly row_chunks: Table = new Map();
  readonly opened_issues: Table = new Map();
  readonly issue_states: Table = new Map();
  readonly single_resolutions: Table = new Map();
  readonly bulk_resolutions: Table = new Map();
  readonly row_edits: Table = new Map();
  readonly contact_lists: Table = new Map();
  readonly list_merges: Table = new Map();
  readonly row_exclusions: Table = new Map();
  readonly job_events: Table = new Map();

  readonly #fold: typeof fold;

  constructor(of = fold) {
    this.#fold = of;
  }

  /** Folds one batch, passing only what the fold needs. @returns the fold's changes */
  apply(events: RecordedEvent[]): Changes {
    const needs = needsOf(events);
    const known = (row: unknown) => row !== undefined;
    const line = (ref: LineRef) => this.issue_states.get(key(ref.job_id, ref.first_number));
    const issue = (ref: IssueRef) => this.opened_issues.get(key(ref.job_id, ref.number));
    const changes = this.#fold(
      {
        jobs: needs.jobIds.map((id) => this.jobs.get(id)).filter(known),
        issues: needs.issues.map(issue).filter(known),
        states: needs.states.map(line).filter(known),
      } as State,
      events,
    );
    this.#write(changes);
    return changes;
  }

  #write(changes: Changes): void {
    for (const jobId of changes.jobsDeleted) this.#delete(jobId);
    for (const chunk of changes.chunks) {
      this.row_chunks.set(key(chunk.job_id, chunk.first_row_id), parsedChunk(chunk));
    }
    for (const row of changes.issues) this.opened_issues.set(key(row.job_id, row.number), row);
    for (const row of changes.states) {
      this.issue_states.set(key(row.job_id, row.first_number), row);
    }
    for (const row of changes.resolutions) {
      this.single_resolutions.set(key(row.job_id, row.number), row);
    }
    for (const row of changes.bulkResolutions) {
      this.bulk_resolutions.set(key(row.job_id, row.ordinal), row);
    }
    for (const undone of changes.editsUndone) {
      const edits = [...this.row_edits.values() as Iterable<EditRow>].filter((edit) =>
        edit.job_id === undone.job_id && edit.undone_position === null &&
        undoneAmong(undone, [edit.number]).length > 0
      );
      for (const edit of undone.newest ? newestOfEach(edits) : edits) {
        this.#putEdit({ ...edit, undone_position: undone.position });
      }
    }
    for (const edit of changes.edits) this.#putEdit(edit);
    for (const row of changes.lists) this.contact_lists.set(key(row.job_id, row.version), row);
    for (const row of changes.merges) {
      this.list_merges.set(key(row.job_id, row.version, row.position), row);
    }
    for (const row of changes.exclusions) {
      this.row_exclusions.set(key(row.job_id, row.position), row);
    }
    for (const job of changes.jobs) this.jobs.set(job.id, job);
    for (const row of changes.history) this.job_events.set(key(row.job_id, row.position), row);
  }

  #delete(jobId: string): void {
    this.jobs.delete(jobId);
    const { jobs: _, ...others } = { ...this };
    for (const table of Object.values(others)) {
      for (const id of table.keys()) if (id.startsWith(`${jobId}/`)) table.delete(id);
    }
  }

  #putEdit(edit: EditRow): void {
    this.row_edits.set(key(edit.job_id, edit.row_id, edit.position, edit.ordinal), edit);
  }
}

const key = (...parts: (string | number)[]) => parts.join("/");
