/**
 * The address as duplicates are told by. Where a person asked for it, addresses that Gmail delivers
 * to one mailbox have one key: it ignores dots in the local part and all behind a plus, and
 * googlemail.com is gmail.com. No other provider is folded: what is one mailbox there is not known.
 */
const GMAIL = /^[^@]+@g(?:oogle)?mail\.com$/;

/** @param email normalised, as `normalizeEmail` gives it */
export function emailKey(email: string, foldGmail: boolean): string {
  if (!foldGmail || !GMAIL.test(email)) return email;
  const name = email.slice(0, email.indexOf("@"));
  const folded = name.replace(/\+.*$/, "").replaceAll(".", "");
  return `${folded || name}@gmail.com`;
}
