/**
 * The key by which duplicates are found. On request, addresses that Gmail delivers to one mailbox
 * share a key: Gmail ignores dots in the local part and everything after a plus, and googlemail.com
 * is gmail.com. No other provider is folded, as their rules are not known.
 */
const GMAIL = /^[^@]+@g(?:oogle)?mail\.com$/;

/**
 * The key of an address; the address itself unless Gmail addresses are folded.
 *
 * ```ts
 * assert.equal(emailKey("ann.lee+lists@googlemail.com", true), "annlee@gmail.com");
 * assert.equal(emailKey("ann.lee@gmail.com", false), "ann.lee@gmail.com");
 * ```
 *
 * @param email normalised, as `normalizeEmail` gives it
 */
export function emailKey(email: string, foldGmail: boolean): string {
  if (!foldGmail || !GMAIL.test(email)) return email;
  const name = email.slice(0, email.indexOf("@"));
  const folded = name.replace(/\+.*$/, "").replaceAll(".", "");
  return `${folded || name}@gmail.com`;
}
