/** The columns of the contacts' table: the known fields, then the file's own columns. */
import type { Column, Contact } from "@rollcall/contracts/api";
import { fieldLabel } from "../text/words.ts";

const KNOWN = ["email", "first_name", "last_name", "phone", "company", "job_title"] as const;

/** An extra's key carries a mark, so that a column headed "email" too is told from the field. */
const EXTRA = "extra:";

export function contactColumns(columns: readonly Column[]): { key: string; label: string }[] {
  const extras = new Set(columns.filter(({ field }) => field === null).map(({ header }) => header));
  return [
    ...KNOWN.map((field) => ({ key: field as string, label: fieldLabel(field) })),
    ...[...extras].map((header) => ({ key: EXTRA + header, label: header })),
  ];
}

export function contactValue(contact: Contact, key: string): string {
  if (key.startsWith(EXTRA)) return contact.extra[key.slice(EXTRA.length)] ?? "";
  const field = KNOWN.find((known) => known === key);
  return field ? contact[field] ?? "" : "";
}
