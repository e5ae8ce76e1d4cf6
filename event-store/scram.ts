/**
 * A password in the form in which Postgres stores it. A statement that sets a password takes no
 * parameters, so in plain text it could end up in the server's log or statement statistics.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

const ITERATIONS = 4_096;

/** The text for `password '…'`; the server stores it as it is. */
export function scramVerifier(password: string, salt: Uint8Array = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, "sha256");
  const hmac = (text: string) => createHmac("sha256", salted).update(text).digest();
  const storedKey = createHash("sha256").update(hmac("Client Key")).digest("base64");
  const serverKey = hmac("Server Key").toString("base64");
  const salt64 = btoa(String.fromCharCode(...salt));
  return `SCRAM-SHA-256$${ITERATIONS}:${salt64}$${storedKey}:${serverKey}`;
}
