/**
 * Editing contacts where they are listed. A list does not change: what is typed goes into the row
 * that stands for the contact, by the same command as in the grid of rows, and into the next version
 * of the list. Until that is created the grid shows what was typed.
 */
import type { Contact, Job, RawRow } from "@rollcall/contracts/api";
import { getPage, rowsPath } from "#lib/api/calls.ts";
import { contactField } from "#lib/contacts/contact-columns.ts";
import { type Laid, laidValue, ownValue, sourceOf } from "#lib/contacts/own-value.ts";
import type { CellEdit, CellNote } from "#lib/grid/cell-editing.ts";
import { m } from "#lib/paraglide/messages.js";
import { columnOfField } from "#lib/rows/row-columns.ts";
import type { RowActions } from "#lib/rows/row-actions.svelte.ts";

/** Rows that are looked at again when the job has changed; those edited last. */
const LOOKED_AT = 20;

export class ContactEdits {
  #laid = $state.raw<Laid>(new Map());
  /** The newest version of the job at which something was changed here. */
  own = 0;
  #listVersion: number | null = null;
  readonly #jobId: string;
  readonly #actions: RowActions;

  /** @param actions that change rows */
  constructor({ id }: Pick<Job, "id">, actions: RowActions) {
    this.#jobId = id;
    this.#actions = actions;
  }

  /** Whether anything was typed here that the list does not have. */
  any = $derived(this.#laid.size > 0);

  /** The value to show. @param listed as the list has it */
  valueOf(contact: Contact, key: string, listed: string): string {
    return laidValue(this.#laid, contact, contactField(key), listed);
  }

  async check(edit: CellEdit<Contact>, signal: AbortSignal): Promise<CellNote | null> {
    const row = await this.#row(edit.row.raw_row_id, signal);
    return row && await this.#actions.check(ofRow(row, edit), signal);
  }

  /** Returns why a value is refused, or null if it was saved. */
  async save(edit: CellEdit<Contact>): Promise<string | null> {
    const { raw_row_id } = edit.row;
    const field = contactField(edit.key);
    const row = await this.#row(raw_row_id);
    if (!row) return m.contacts_edit_lost();
    const source = sourceOf(row, field, edit.was);
    if (source === "changed") {
      return m.contacts_edit_changed({ value: ownValue(row, field) });
    }
    if (source === "filled" && edit.value.trim() === "") {
      return m.contacts_edit_filled();
    }
    const refusal = await this.#actions.save(ofRow(row, edit));
    if (refusal === null) this.#lay(raw_row_id, field, edit.value);
    return refusal;
  }

  /** Which list is shown: another one has what was typed before. */
  of(listVersion: number | null): void {
    if (listVersion === this.#listVersion) return;
    this.#listVersion = listVersion;
    this.#laid = new Map();
  }

  /** The job has changed: what was typed here may be undone, or be something else. */
  async refresh(minVersion: number): Promise<void> {
    const edited = [...this.#laid].slice(-LOOKED_AT);
    const before = this.#laid;
    const rows = await Promise.all(edited.map(([id]) => this.#row(id, undefined, minVersion)));
    if (this.#laid !== before) return;
    const laid = new Map<number, ReadonlyMap<string, string>>();
    for (const [i, [id, values]] of edited.entries()) {
      const row = rows[i];
      const held = row
        ? [...values.keys()].flatMap((field) => {
          const { now, data } = row;
          const isEdited = now && ownValue(row, field) !== ownValue({ data, now: null }, field);
          return isEdited ? [[field, ownValue(row, field)] as const] : [];
        })
        : [...values];
      if (held.length > 0) laid.set(id, new Map(held));
    }
    this.#laid = laid;
  }

  #lay(rowId: number, field: string, value: string): void {
    const laid = new Map(this.#laid);
    // The one that was edited last comes last.
    const values = new Map(laid.get(rowId)).set(field, value);
    laid.delete(rowId);
    this.#laid = laid.set(rowId, values);
  }

  /** Rows are numbered from 1 on, without a gap. */
  async #row(id: number, signal?: AbortSignal, minVersion = 0): Promise<RawRow | null> {
    const place = { offset: String(id - 1), limit: "1", min_version: String(minVersion) };
    const path = rowsPath(this.#jobId, new URLSearchParams(place), false);
    const answer = await getPage<RawRow>(path, signal ? { signal } : {});
    return answer.ok ? answer.value[0] ?? null : null;
  }
}

/** The same edit, of the row: `was` is what it has of its own. */
function ofRow(row: RawRow, { key, value }: CellEdit<Contact>): CellEdit<RawRow> {
  const field = contactField(key);
  return { row, key: columnOfField(field), was: ownValue(row, field), value };
}
