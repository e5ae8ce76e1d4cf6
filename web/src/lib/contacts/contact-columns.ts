/** The columns of the contacts' table: the known fields, then the file's own columns. */
import { valueAt } from "@rollcall/contracts/by-key";
import type { Column, Contact } from "@rollcall/contracts/api";
import { contactFields } from "@rollcall/contracts/fields";
import { fieldLabel } from "../text/words.ts";

/** Prefix of extras' keys, to distinguish an extra column "email" from the field. */
const EXTRA = "extra:";

export function contactColumns(columns: readonly Column[]): { key: string; label: string }[] {
  const extras = new Set(columns.filter(({ field }) => field === null).map(({ name }) => name));
  return [
    ...contactFields.map((field) => ({ key: field as string, label: fieldLabel(field) })),
    ...[...extras].map((name) => ({ key: EXTRA + name, label: name })),
  ];
}

export function contactValue(contact: Contact, key: string): string {
  if (key.startsWith(EXTRA)) return valueAt(contact.extra, key.slice(EXTRA.length));
  const field = contactFields.find((known) => known === key);
  return field ? contact[field] ?? "" : "";
}

/** A title by which users recognise a contact. */
export function contactTitle(contact: Contact): string {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
  return name || contact.email || contact.company || "this contact";
}
