/**
 * The tables in memory, by the plainest reading of what changes mean: what the tables in Postgres are
 * compared with, in tests and by a replay.
 */
import { normalizeEmail } from "@rollcall/contacts";
import { rowIdsOf } from "@rollcall/contracts";
import { fold } from "./fold.ts";
import type { Changes, EditRow, RawRow, State } from "./model.ts";
import { needsOf } from "./needs.ts";
import type { RecordedEvent } from "@rollcall/contracts";

type Table = Map<string, unknown>;

export class MemoryTables {
  readonly jobs: Table = new Map();
  readonly raw_rows: Table = new Map();
  readonly issues: Table = new Map();
  readonly issue_resolutions: Table = new Map();
  readonly row_edits: Table = new Map();
  readonly final_contacts: Table = new Map();
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
    for (const row of changes.rawRows) this.raw_rows.set(key(row.job_id, row.id), row);
    for (const row of changes.issues) this.issues.set(key(row.job_id, row.number), row);
    for (const ref of changes.resolutionsRemoved) {
      this.issue_resolutions.delete(key(ref.job_id, ref.number));
    }
    for (const row of changes.resolutions) {
      this.issue_resolutions.set(key(row.job_id, row.number), row);
    }
    for (const ref of changes.editsRemoved) {
      remove(this.row_edits, (row) => row.job_id === ref.job_id && row.number === ref.number);
    }
    for (const edit of changes.edits) {
      this.row_edits.set(key(edit.job_id, edit.row_id, edit.position, edit.ordinal), edit);
    }
    for (const jobId of changes.contactsRemoved) {
      remove(this.final_contacts, (row) => row.job_id === jobId);
    }
    for (const list of changes.contacts) {
      for (const id of rowIdsOf(list.row_ids)) this.#addContact(list.job_id, id, list.position);
    }
    for (const job of changes.jobs) this.jobs.set(job.id, job);
    for (const row of changes.history) this.job_events.set(key(row.job_id, row.position), row);
  }

  #addContact(job_id: string, id: number, position: number): void {
    const row = this.raw_rows.get(key(job_id, id)) as RawRow | undefined;
    if (!row) return;
    const edits = ([...this.row_edits.values()] as EditRow[])
      .filter((e) => e.job_id === job_id && e.row_id === id && e.position <= position)
      .sort((a, b) => a.position - b.position || a.ordinal - b.ordinal);
    const data: Record<string, string> = Object.assign({}, row.data, ...edits.map((e) => e.values));
    const typed = edits.findLast((e) => e.values.email !== undefined)?.values.email;
    const { email: _, first_name, last_name, phone, company, job_title, ...extra } = data;
    const trim = (text = "") => text.trim();
    this.final_contacts.set(key(job_id, id), {
      job_id,
      raw_row_id: id,
      email: (typed === undefined ? row.normalized_email : normalizeEmail(typed)) || null,
      first_name: trim(first_name),
      last_name: trim(last_name),
      phone: trim(phone),
      company: trim(company),
      job_title: trim(job_title),
      extra,
    });
  }
}

const key = (...parts: (string | number)[]) => parts.join("/");

function remove<Row extends object>(table: Table, gone: (row: EditRow) => boolean): void {
  for (const [id, row] of table) if (gone(row as Row & EditRow)) table.delete(id);
}
