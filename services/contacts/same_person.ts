/**
 * Rows of one person: what one lacks and another has, and where filled values differ. Pure; the
 * dedupe service compares rows as they were read, the review as they are once something was decided.
 */
import { isExtra } from "./column_keys.ts";
import { contactFields } from "./fields.ts";
import { dropInvisible } from "./text.ts";

/** The rule by which a difference is settled until somebody decides: the first row stands. */
export const SAME_PERSON = "same_person";

/** Fields that one row of a person can have from another, besides extras: all but the address. */
export const mergedFields = contactFields.filter((field) => field !== "email");

const isMergedField = new Set<string>(mergedFields);

/** Whether a value under this key is compared, and filled in where it is missing. */
export const isMerged = (key: string): boolean => isMergedField.has(key) || isExtra(key);

/** What is written otherwise and says the same: spaces and punctuation. */
const UNSAID = /[\p{P}\p{Z}\s]+/gu;

/**
 * A filled value as it is compared: without regard to case, spaces and punctuation; a phone by its
 * digits, in E.164 where that is known.
 * @param phone the row's phone in E.164, where it is known and written otherwise
 */
export function comparable(key: string, value: string, phone?: string | null): string {
  if (key === "phone") {
    const digits = (phone ?? value).replace(/\D+/g, "");
    if (digits !== "") return digits;
  }
  return dropInvisible(value.normalize("NFKC")).replace(UNSAID, "").toLowerCase();
}
