/** The clean list as lines of a CSV file. */
import { contactFields } from "@rollcall/contacts";
import { valueAt } from "@rollcall/contracts";
import type { Contact } from "@rollcall/contracts/api";
import { csvLines } from "./csv.ts";

/** Names of the columns of a list. @param extras keys of the extra columns, in file order */
export const listHeader = (extras: string[]): string[] => [...contactFields, ...extras];

/** A contact's values in the order of the columns. */
export function listLine(contact: Contact, extras: string[]): string[] {
  return [
    ...contactFields.map((field) => contact[field] ?? ""),
    ...extras.map((key) => valueAt(contact.extra, key)),
  ];
}

/** The header line. */
export const csvHeader = (extras: string[]): string => csvLines([listHeader(extras)]);

/** Contacts as lines of the file. */
export function csvContacts(contacts: Contact[], extras: string[]): string {
  return csvLines(contacts.map((contact) => listLine(contact, extras)));
}
