/** The columns of the contacts' table: the known fields, the file's own columns, then added ones. */
import { valueAt } from "@rollcall/contracts/by-key";
import type { Column, Contact } from "@rollcall/contracts/api";
import { contactFields } from "@rollcall/contracts/fields";
import { m } from "../paraglide/messages.js";
import { fieldLabel } from "../text/words.ts";

/** Prefix of extras' keys, to distinguish an extra column "email" from the field. */
const EXTRA = "extra:";

export interface ContactColumn {
  key: string;
  label: string;
  width: number;
  /** by what the API sorts it */
  sort: string;
  grows: true;
}

/** Wider where values are longer, as a rule. */
const WIDTHS = new Map([["email", 280], ["phone", 150], ["company", 180], ["job_title", 160]]);
const USUAL_WIDTH = 140;

/** @param added what changes have added to the columns of the file: some of it may be a field */
export function contactColumns(
  columns: readonly Column[],
  added: readonly string[] = [],
): ContactColumn[] {
  const extras = new Set([
    ...columns.filter(({ field }) => field === null).map(({ name }) => name),
    ...added.filter((name) => !contactFields.some((field) => field === name)),
  ]);
  const column = (key: string, label: string, sort: string): ContactColumn => ({
    key,
    label,
    width: WIDTHS.get(key) ?? USUAL_WIDTH,
    sort,
    grows: true,
  });
  return [
    ...contactFields.map((field) => column(field, fieldLabel(field), field)),
    ...[...extras].map((name) => column(EXTRA + name, name, name)),
  ];
}

export function contactValue(contact: Contact, key: string): string {
  if (key.startsWith(EXTRA)) return valueAt(contact.extra, key.slice(EXTRA.length));
  const field = contactFields.find((known) => known === key);
  return field ? contact[field] ?? "" : "";
}

/** The field, or the file's own column, that a column shows. */
export function contactField(key: string): string {
  return key.startsWith(EXTRA) ? key.slice(EXTRA.length) : key;
}

/** A title by which users recognise a contact. */
export function contactTitle(contact: Contact): string {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
  return name || contact.email || contact.company || m.contacts_this_contact();
}
