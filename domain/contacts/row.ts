/**
 * A row of a file as a contact: its problems, and whom it names. Pure; the parser applies it to
 * every row, the dedupe service to every group, the review service to every edit.
 */
import type { FileColumn, RowProblem } from "@rollcall/contracts";
import { typoOf } from "./domain_typo.ts";
import { isValidEmail, normalizeEmail } from "./email.ts";
import type { ContactField } from "@rollcall/contracts/fields";
import { isNobodysAddress, isPlaceholder } from "./no_value.ts";
import { readPhone } from "./phone.ts";
import {
  problemRules,
  type Reading,
  type RowRule,
  type SeenRow,
  type WarningCode,
  warningRules,
} from "./rules.ts";
import { comparisonForm } from "./equivalent_values.ts";
import { dropInvisible, hasInvisible, trimText } from "./text.ts";

/** The index of each field in a row's values; -1 if the file has no such column. */
export type FieldIndex = Record<ContactField, number>;

/**
 * The index of each field in the rows of a file with these columns.
 *
 * ```ts
 * const index = indexFields([{ field: "email" }, { field: "last_name" }]);
 * assert.deepEqual([index.email, index.last_name, index.phone], [0, 1, -1]);
 * ```
 */
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

/** Returns a field's value in a row, or "" if there is none. */
export type ReadField = (field: ContactField) => string;

/**
 * Reads the fields of one row.
 *
 * ```ts
 * const index = indexFields([{ field: "email" }, { field: "last_name" }]);
 * const read = fieldReader(["ann@example.com", "Lee"], index);
 * assert.deepEqual([read("last_name"), read("phone")], ["Lee", ""]);
 * ```
 */
export const fieldReader = (values: string[], index: FieldIndex): ReadField => (field) =>
  values[index[field]] ?? "";

export interface CheckedRow {
  /** normalised; null if the row has none */
  email: string | null;
  /** problems that need a decision, in the order of display */
  problems: RowProblem[];
  /** warnings, which need none */
  warnings: WarningCode[];
  /** in E.164 if it is written otherwise */
  phone?: string;
}

/**
 * Normalises and validates a row by the rules of `rules.ts`.
 *
 * ```ts
 * const index = indexFields([{ field: "email" }, { field: "last_name" }]);
 * const { email, problems } = checkRow(fieldReader(["Ann@Example.com", "Lee"], index));
 * assert.equal(email, "ann@example.com");
 * assert.deepEqual(problems, ["MISSING_FIRST_NAME"]);
 * ```
 *
 * @param region the region of phone numbers without a country code
 * @param reading what was noticed while reading the file
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
  const firstName = trimText(read("first_name")), lastName = trimText(read("last_name"));
  const phone = trimText(read("phone"));
  const hasNoPhone = isPlaceholder(phone);
  return {
    email,
    emailIsValid,
    emailIsTypo: emailIsValid && typoOf(email.slice(email.lastIndexOf("@") + 1)) !== undefined,
    emailHadInvisible: email !== "" && hasInvisible(trimText(text)),
    firstName,
    lastName,
    phone: hasNoPhone ? { e164: undefined, understood: true } : readPhone(phone, region),
    hasPlaceholder: hasNoPhone || isPlaceholder(firstName) || isPlaceholder(lastName) ||
      (email.includes("@") ? isNobodysAddress(email) : isPlaceholder(email)),
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
 * Whom a row names: first name, last name and company, ignoring case, the number of spaces and
 * invisible characters; the company in its comparison form, so `Acme Inc` is `ACME, inc.` A row
 * without a company names another person than one with a company, as required. Two rows of one
 * address with the same identity are the same person, and no decision is needed.
 *
 * ```ts
 * const index = indexFields([{ field: "email" }, { field: "last_name" }]);
 * const identity = (...values) => identityOf(fieldReader(values, index));
 * assert.equal(identity("a@example.com", " LEE"), identity("b@example.com", "Lee"));
 * ```
 */
export function identityOf(read: ReadField): string {
  return [fold(read("first_name")), fold(read("last_name")), comparisonForm(read("company"))].join(
    "\n",
  );
}

/**
 * How many fields a row fills in; the most complete row has the most.
 *
 * ```ts
 * assert.equal(completeness(["Ann", " ", ""]), 1);
 * ```
 */
export function completeness(values: Iterable<string>): number {
  let filled = 0;
  for (const value of values) if (trimText(value)) filled++;
  return filled;
}

/** A word of visible characters in NFC: most names. */
const WORD = /^[!-~\u00a1-\u00ac\u00ae-\u02ff]*$/;

const fold = (text: string) =>
  WORD.test(text)
    ? text.toLowerCase()
    : dropInvisible(text.normalize("NFC")).trim().replace(/\s+/g, " ").toLowerCase();
