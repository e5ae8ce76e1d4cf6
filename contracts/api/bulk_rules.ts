/** The rules that resolve all issues of a type at once, and which of them fit a type. */
import type { IssueKind } from "../events/columns.ts";

/** Every rule, in the order in which they are shown. */
export const bulkRules = [
  "first",
  "last",
  "most_complete",
  "skip",
  "keep",
  "take_suggestion",
] as const;

export type BulkRule = (typeof bulkRules)[number];

/**
 * Whether an issue is about several rows of one address, from which the user chooses.
 *
 * ```ts
 * assert.equal(isAboutSeveral("DUPLICATE_EMAIL"), true);
 * assert.equal(isAboutSeveral("MISSING_EMAIL"), false);
 * ```
 */
export function isAboutSeveral(type: IssueKind): boolean {
  return type === "DUPLICATE_EMAIL" || type === "DUPLICATE_DIFFERS";
}

/**
 * Whether issues of this type may have a suggested address.
 *
 * ```ts
 * assert.equal(hasSuggestions("EMAIL_TYPO"), true);
 * assert.equal(hasSuggestions("MISSING_EMAIL"), false);
 * ```
 */
export function hasSuggestions(type: IssueKind): boolean {
  return type === "INVALID_EMAIL_FORMAT" || type === "EMAIL_TYPO";
}

/**
 * Whether a rule can resolve issues of a type.
 *
 * ```ts
 * assert.equal(ruleFits("first", "DUPLICATE_EMAIL"), true);
 * assert.equal(ruleFits("first", "MISSING_EMAIL"), false);
 * assert.equal(ruleFits("skip", "MISSING_EMAIL"), true);
 * ```
 */
export function ruleFits(rule: BulkRule, type: IssueKind): boolean {
  switch (rule) {
    case "first":
    case "last":
    case "most_complete":
      return isAboutSeveral(type);
    case "take_suggestion":
      return hasSuggestions(type);
    case "skip":
    case "keep":
      return true;
  }
}
