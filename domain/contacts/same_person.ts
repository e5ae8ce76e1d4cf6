/**
 * Rows of one person: which values one can fill in from another, and where filled values differ.
 * Pure; the dedupe service compares rows as read, the review with decisions applied.
 */
import { isExtra } from "./column_keys.ts";
import { contactFields } from "@rollcall/contracts/fields";
import { comparisonForm } from "./equivalent_values.ts";

/**
 * A phone number as people write it: separators and, which is looked for apart, a digit, with a plus
 * only at the beginning. No two parts take the same character: a long cell is read once.
 */
const DIALLED =
  /^[\s(]*(?:[+\d).\-\u2010-\u2015\u2212/\u00b7][\d\s().\-\u2010-\u2015\u2212/\u00b7]*)?$/;

/** The rule that resolves a difference by default: the first row is used. */
export const SAME_PERSON = "same_person";

/**
 * Fields that a row can take from another row of the same person, apart from extras: all but the
 * address.
 */
export const mergedFields = contactFields.filter((field) => field !== "email");

const isMergedField = new Set<string>(mergedFields);

/**
 * Whether values of this key are compared, and filled in if missing.
 *
 * ```ts
 * assert.deepEqual(["phone", "Tag", "email"].map(isMerged), [true, true, false]);
 * assert.equal(isMerged("company"), true);
 * ```
 */
export const isMerged = (key: string): boolean => isMergedField.has(key) || isExtra(key);

/**
 * A filled value in the form in which it is compared (equivalent_values.ts). A phone known in E.164
 * is compared as that number; one of digits and separators only, by its digits; any other, with an
 * extension or a word, as text.
 *
 * ```ts
 * assert.equal(comparable("phone", "+44 20 7946 0018"), comparable("phone", "+442079460018"));
 * ```
 *
 * @param phone the row's phone in E.164, if known and written otherwise
 */
export function comparable(key: string, value: string, phone?: string | null): string {
  if (key !== "phone") return comparisonForm(value);
  const number = (phone ?? value).normalize("NFKC").replace(/^\s*tel:/i, "");
  return DIALLED.test(number) && /\d/.test(number)
    ? number.replace(/[^+\d]+/g, "")
    : comparisonForm(number);
}
