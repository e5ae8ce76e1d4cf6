/** Properties of issue types. */
import type { IssueKind } from "@rollcall/contracts";

/** Whether an issue is about several rows of one address, from which the user chooses. */
export function isAboutSeveral(type: IssueKind): boolean {
  return type === "DUPLICATE_EMAIL" || type === "DUPLICATE_DIFFERS";
}

/** Whether issues of this type may have a suggested address. */
export function hasSuggestions(type: IssueKind): boolean {
  return type === "INVALID_EMAIL_FORMAT" || type === "EMAIL_TYPO";
}
