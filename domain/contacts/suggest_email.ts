/**
 * Suggests what was meant by an address that is invalid, or valid but mistyped. Only offered for a
 * decision; nothing is changed automatically.
 */
import { mendingReasons } from "@rollcall/contracts";
import { typoOf } from "./domain_typo.ts";
import { isValidEmail, normalizeEmail } from "./email.ts";
import { repairEmail } from "./repair_email.ts";
import { dropInvisible } from "./text.ts";

export interface EmailSuggestion {
  /** normalised and valid, and different from the text */
  value: string;
  /** why, in a sentence or two */
  reason: string;
}

/** Longer texts are skipped: they are no mistyped addresses. */
const MAX_SUGGESTED_CHARS = 1_000;

/**
 * The address that was probably meant, with the reason.
 *
 * ```ts
 * assert.equal(suggestEmail("ann@gmial.com").value, "ann@gmail.com");
 * assert.equal(suggestEmail("ann@gmail.com"), undefined);
 * ```
 *
 * @param text as read
 * @returns undefined if nothing is wrong, or there is no obvious repair
 */
export function suggestEmail(text: string): EmailSuggestion | undefined {
  if (text.length > MAX_SUGGESTED_CHARS) return undefined;
  const email = normalizeEmail(text);
  const mended = isValidEmail(email) ? undefined : repairEmail(dropInvisible(text).trim());
  const valid = mended?.email ?? email;
  if (!isValidEmail(valid)) return undefined;
  const reasons = mended?.reasons ?? [];
  const domain = valid.slice(valid.lastIndexOf("@") + 1), meant = typoOf(domain);
  if (!meant) return mended && { value: valid, reason: reasons.join(" ") };
  return {
    value: valid.slice(0, -domain.length) + meant,
    reason: [...reasons, mendingReasons.write("probably", { domain, meant })].join(" "),
  };
}
