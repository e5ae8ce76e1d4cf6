/**
 * The clean list as a CSV file (RFC 4180, UTF-8 without a mark), safe to open in a spreadsheet: a
 * cell that a spreadsheet would take for a formula gets a leading apostrophe. Phone numbers and plain
 * numbers stay as they are, though they begin with + or -: digits alone compute nothing.
 */
import { contactFields } from "@rollcall/contacts";
import type { Contact } from "@rollcall/contracts/api";
import Papa from "papaparse";

/**
 * Begins like a formula (= + - @, tab, CR, LF, and their full-width forms), and is neither a number
 * such as -12.50 nor a phone number such as +1 (555) 010-0199.
 */
const FORMULA =
  /^(?!-?\d{1,15}(?:[.,]\d{1,15})?$)(?!\+\d[\d ().\/-]{4,22}$)[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** The header line. @param extras keys of the extra columns, in file order */
export function csvHeader(extras: string[]): string {
  return csvLines([[...contactFields, ...extras]]);
}

/** Contacts as lines of the file. */
export function csvContacts(contacts: Contact[], extras: string[]): string {
  return csvLines(contacts.map((contact) => [
    ...contactFields.map((field) => contact[field] ?? ""),
    ...extras.map((key) => contact.extra[key] ?? ""),
  ]));
}

/** The name under which the list of an uploaded file is saved, as a Content-Disposition header. */
export function contentDisposition(originalFilename: string): string {
  const stem = originalFilename.replace(/\.csv$/i, "").replace(UNSAFE, "_").trim().slice(0, 100);
  const name = `${stem.toWellFormed() || "contacts"}-clean.csv`;
  const ascii = name.replace(/[^\x20-\x7e]/g, "_").replace(/["\\%]/g, "_");
  const encoded = encodeURIComponent(name)
    .replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** Control characters, and what means something in the path of a file somewhere. */
// deno-lint-ignore no-control-regex
const UNSAFE = /[\x00-\x1f\x7f\/\\:*?"<>|]/g;

function csvLines(rows: string[][]): string {
  if (rows.length === 0) return "";
  return Papa.unparse(rows, { newline: "\r\n", escapeFormulae: FORMULA }) + "\r\n";
}
