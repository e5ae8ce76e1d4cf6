/**
 * A row of a file seen as a contact: what is wrong with it, and whom it names. Pure; the parser uses
 * it on every row, the dedupe service on every group, the review service on every edit.
 */
import type { FileColumn, RowProblem } from "@rollcall/contracts";
import { isValidEmail, normalizeEmail } from "./email.ts";
import type { ContactField } from "./fields.ts";

/** Where each known field stands in a row's values; -1 where the file has no such column. */
export type FieldIndex = Record<ContactField, number>;

export function indexFields(columns: Pick<FileColumn, "field">[]): FieldIndex {
  const at = (field: ContactField) => columns.findIndex((column) => column.field === field);
  return {
    email: at("email"),
    first_name: at("first_name"),
    last_name: at("last_name"),
    phone: at("phone"),
    company: at("company"),
    job_title: at("job_title"),
  };
}

/** Gives a field's value in a row, or "" where there is none. */
export type ReadField = (field: ContactField) => string;

export const fieldReader = (values: string[], index: FieldIndex): ReadField => (field) =>
  values[index[field]] ?? "";

export interface CheckedRow {
  /** normalised; null where the row has none */
  email: string | null;
  problems: RowProblem[];
}

/** Normalises and validates a row by the rules in the order in which people see them. */
export function checkRow(read: ReadField): CheckedRow {
  const email = normalizeEmail(read("email"));
  const problems: RowProblem[] = [];
  if (!email) problems.push("MISSING_EMAIL");
  else if (!isValidEmail(email)) problems.push("INVALID_EMAIL_FORMAT");
  if (!read("first_name").trim()) problems.push("MISSING_FIRST_NAME");
  if (!read("last_name").trim()) problems.push("MISSING_LAST_NAME");
  return { email: email || null, problems };
}

/**
 * Whom a row names: first name, last name and company, without regard to case and spaces. Two rows
 * of one address with the same identity are the same person twice, and nobody has to decide.
 */
export function identityOf(read: ReadField): string {
  return [read("first_name"), read("last_name"), read("company")].map(fold).join("\n");
}

/** How many of its fields a row fills in: the most complete of several is the one with the most. */
export function completeness(values: Iterable<string>): number {
  let filled = 0;
  for (const value of values) if (value.trim()) filled++;
  return filled;
}

const fold = (text: string) => text.normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase();
