/**
 * A row of a file seen as a contact: what is wrong with it, and whom it names. Pure; the parser uses
 * it on every row, the dedupe service on every group, the review service on every edit.
 */
import type { FileColumn, RowProblem } from "@rollcall/contracts";
import { typoOf } from "./domain_typo.ts";
import { isValidEmail, normalizeEmail } from "./email.ts";
import type { ContactField } from "./fields.ts";
import { readPhone } from "./phone.ts";
import {
  problemRules,
  type Reading,
  type RowRule,
  type SeenRow,
  type WarningCode,
  warningRules,
} from "./rules.ts";
import { dropInvisible, hasInvisible, trimText } from "./text.ts";

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
  /** what is asked about it, in the order in which people see it */
  problems: RowProblem[];
  /** what is only told */
  warnings: WarningCode[];
  /** in E.164, where it is written otherwise */
  phone?: string;
}

/**
 * Normalises and validates a row by the rules of `rules.ts`.
 *
 * @param region where its phone is at home, if it is written without a country code
 * @param reading what was noticed when it was read from its file
 */
export function checkRow(
  read: ReadField,
  region: string | null = null,
  reading?: Reading,
): CheckedRow {
  const row = see(read, region, reading);
  const phone = row.phone.e164;
  return {
    email: row.email || null,
    problems: findings(problemRules, row),
    warnings: findings(warningRules, row),
    ...(phone !== undefined && phone !== read("phone") && { phone }),
  };
}

function see(read: ReadField, region: string | null, reading: Reading | undefined): SeenRow {
  const text = read("email");
  const email = normalizeEmail(text);
  const emailIsValid = isValidEmail(email);
  return {
    email,
    emailIsValid,
    emailIsTypo: emailIsValid && typoOf(email.slice(email.lastIndexOf("@") + 1)) !== undefined,
    emailHadInvisible: email !== "" && hasInvisible(trimText(text)),
    firstName: trimText(read("first_name")),
    lastName: trimText(read("last_name")),
    phone: readPhone(read("phone"), region),
    reading,
  };
}

function findings<Code extends RowProblem | WarningCode>(
  rules: readonly RowRule<Code>[],
  row: SeenRow,
): Code[] {
  const found: Code[] = [];
  for (const rule of rules) if (rule.finds(row)) found.push(rule.code);
  return found;
}

/**
 * Whom a row names: first name, last name and company, without regard to case, spaces and what
 * does not show. Two rows of one address with the same identity are the same person twice, and nobody
 * has to decide.
 */
export function identityOf(read: ReadField): string {
  return [read("first_name"), read("last_name"), read("company")].map(fold).join("\n");
}

/** How many of its fields a row fills in: the most complete of several is the one with the most. */
export function completeness(values: Iterable<string>): number {
  let filled = 0;
  for (const value of values) if (trimText(value)) filled++;
  return filled;
}

const fold = (text: string) =>
  dropInvisible(text.normalize("NFC")).trim().replace(/\s+/g, " ").toLowerCase();
