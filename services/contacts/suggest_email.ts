/**
 * What was probably meant by an address that is invalid, or valid and mistyped. Offered where a
 * person decides; nothing is changed without one.
 */
import { typoOf } from "./domain_typo.ts";
import { isValidEmail, normalizeEmail } from "./email.ts";
import { mendEmail } from "./mend_email.ts";
import { dropInvisible } from "./text.ts";

export interface EmailSuggestion {
  /** normalised and valid, and not what the text is already */
  value: string;
  /** why, in a sentence or two */
  reason: string;
}

/** Longer text is not looked at: it is no address with a slip in it. */
const MAX_SUGGESTED_CHARS = 1_000;

/**
 * @param text as read
 * @returns undefined where nothing is wrong with it, or nothing obvious can be done about it
 */
export function suggestEmail(text: string): EmailSuggestion | undefined {
  if (text.length > MAX_SUGGESTED_CHARS) return undefined;
  const email = normalizeEmail(text);
  const mended = isValidEmail(email) ? undefined : mendEmail(dropInvisible(text).trim());
  const valid = mended?.email ?? email;
  if (!isValidEmail(valid)) return undefined;
  const reasons = mended?.reasons ?? [];
  const domain = valid.slice(valid.lastIndexOf("@") + 1), meant = typoOf(domain);
  if (!meant) return mended && { value: valid, reason: reasons.join(" ") };
  return {
    value: valid.slice(0, -domain.length) + meant,
    reason: [...reasons, `${domain} is probably ${meant}.`].join(" "),
  };
}
