/** Weak passwords; the length is checked by the request's schema. */

/** The most common passwords of at least 8 characters. */
const common = new Set([
  "password",
  "password1",
  "password123",
  "passw0rd",
  "12345678",
  "123456789",
  "1234567890",
  "87654321",
  "11111111",
  "00000000",
  "qwertyui",
  "qwerty123",
  "qwertyuiop",
  "1q2w3e4r",
  "asdfghjkl",
  "iloveyou",
  "sunshine",
  "princess",
  "football",
  "baseball",
  "superman",
  "trustno1",
  "welcome1",
  "letmein1",
  "changeme",
  "abcd1234",
  "admin123",
]);

/** Why the password is too weak, or undefined if it is not. */
export function weakness(password: string, email: string): string | undefined {
  const lower = password.toLowerCase();
  if (common.has(lower)) return "this password is among the first that anybody would try";
  if (new Set(lower).size < 4) return "a password has at least 4 different characters";
  const [mailbox] = email.toLowerCase().split("@");
  if (lower === email.toLowerCase() || lower === mailbox) {
    return "a password is not the e-mail address";
  }
  return undefined;
}
