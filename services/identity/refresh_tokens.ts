/**
 * Refresh tokens. The database holds their hashes only. A token's successor follows from the token
 * and the session's seed, so that two tabs that refresh at once get the same one, while neither a
 * stolen token nor a stolen database is enough to compute it. Pure.
 */
import { createHash, createHmac, randomBytes } from "node:crypto";

/** 256 bits, as text for headers. */
const TOKEN_BYTES = 32;

export function newRefreshToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

export function newSeed(): Uint8Array {
  return randomBytes(TOKEN_BYTES);
}

/** The one token that replaces this one. */
export function successorOf(token: string, seed: Uint8Array): string {
  return createHmac("sha256", seed).update(token).digest("base64url");
}

/** The form in which it is stored and looked up. */
export function hashOf(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}
