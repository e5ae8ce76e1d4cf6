/**
 * The tables in memory, by the plainest reading of what changes mean: what the tables in Postgres are
 * compared with, in tests and by a replay.
 */
import { type RecordedEvent, rowIdsOf } from "@rollcall/contracts";
import { contactOf, type ContactValues, holding } from "./contact.ts";
import { fold } from "./fold.ts";
import { changesBetween, countChanges } from "./list_changes.ts";
import type { Changes, EditRow, NewList, RawRow, State } from "./model.ts";
import { needsOf } from "./needs.ts";

type Table = Map<string, unknown>;

export class MemoryTables {
  readonly jobs: Table = new Map();
  readonly raw_rows: Table = new Map();
  readonly issues: Table = new Map();
  readonly issue_resolutions: Table = new Map();
  readonly row_edits: Table = new Map();
  readonly final_contacts: Table = new Map();
  readonly contact_lists: Table = new Map();
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
    for (const row of changes.rawRows) this.raw_rows.set(key(row.job_id, row.id), row);
    for (const row of changes.issues) this.issues.set(key(row.job_id, row.number), row);
    for (const ref of changes.resolutionsRemoved) {
      this.issue_resolutions.delete(key(ref.job_id, ref.number));
    }
    for (const row of changes.resolutions) {
      this.issue_resolutions.set(key(row.job_id, row.number), row);
    }
    for (const { job_id, number, position } of changes.editsUndone) {
      for (const edit of this.#edits((row) => row.job_id === job_id && row.number === number)) {
        if (edit.undone_position === null) this.#putEdit({ ...edit, undone_position: position });
      }
    }
    for (const edit of changes.edits) this.#putEdit(edit);
    for (const list of changes.lists) this.#build(list);
    for (const job of changes.jobs) this.jobs.set(job.id, job);
    for (const row of changes.history) this.job_events.set(key(row.job_id, row.position), row);
  }

  #delete(jobId: string): void {
    this.jobs.delete(jobId);
    const { raw_rows, issues, issue_resolutions, row_edits, job_events } = this;
    const { final_contacts, contact_lists } = this;
    const others = [raw_rows, issues, issue_resolutions, row_edits, job_events];
    for (const table of [...others, final_contacts, contact_lists]) {
      for (const id of table.keys()) if (id.startsWith(`${jobId}/`)) table.delete(id);
    }
  }

  #edits(fits: (edit: EditRow) => boolean): EditRow[] {
    return ([...this.row_edits.values()] as EditRow[]).filter(fits);
  }

  #putEdit(edit: EditRow): void {
    this.row_edits.set(key(edit.job_id, edit.row_id, edit.position, edit.ordinal), edit);
  }

  /** Ends what the version before has and this one has not, and adds what is new in this one. */
  #build(
    { job_id, version, former: _, row_ids, chosen_columns, position, ...list }: NewList,
  ): void {
    const before = ([...this.final_contacts.values()] as Listed[])
      .filter((row) => row.job_id === job_id && row.until === null);
    const after = [...rowIdsOf(row_ids)].flatMap((id) => {
      return this.#contact(job_id, id, position, chosen_columns);
    });
    const changes = changesBetween(before.map(valuesOf), after);
    for (const contact of changes.flatMap((change) => change.before ?? [])) {
      const row = before.find((row) => row.raw_row_id === contact.raw_row_id)!;
      this.final_contacts.set(key(job_id, row.raw_row_id, row.since), { ...row, until: version });
    }
    for (const contact of changes.flatMap((change) => change.after ?? [])) {
      const row = { job_id, ...contact, since: version, until: null };
      this.final_contacts.set(key(job_id, contact.raw_row_id, version), row);
    }
    const row = { job_id, version, position, ...list, ...countChanges(changes) };
    this.contact_lists.set(key(job_id, version), row);
  }

  #contact(
    jobId: string,
    id: number,
    position: number,
    chosen: NewList["chosen_columns"],
  ): ContactValues[] {
    const row = this.raw_rows.get(key(jobId, id)) as RawRow | undefined;
    if (!row) return [];
    const edits = this.#edits((edit) => edit.job_id === jobId && edit.row_id === id)
      .sort((a, b) => a.position - b.position || a.ordinal - b.ordinal);
    return [contactOf(row, holding(edits, position), chosen)];
  }
}

interface Listed extends ContactValues {
  job_id: string;
  since: number;
  until: number | null;
}

const valuesOf = ({ job_id: _, since: __, until: ___, ...values }: Listed) => values;

const key = (...parts: (string | number)[]) => parts.join("/");
