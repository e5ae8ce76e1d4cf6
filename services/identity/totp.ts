/**
 * Codes of an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds, as every app knows them)
 * and recovery codes. Pure but for the random bits.
 */
import { createHash, randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";

const STEP_MS = 30_000;
/** Codes of the step before and after are taken as well: clocks differ. */
const STEPS_AROUND = 1;
/** RFC 4226 recommends 160 bits. */
const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;
/** 80 bits: nobody guesses them, so a plain hash is enough. */
const RECOVERY_BYTES = 10;
const RECOVERY_GROUP = /.{4}/g;

/** A new secret, in base32. */
export function newSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** What a QR code has for the app. */
export function setupUri(secret: string, email: string): string {
  return totpOf(secret, email).toString();
}

/** The 30 seconds that a code is of, counted from 1970; undefined if it is wrong now. */
export function stepOf(secret: string, code: string, nowMs: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const found = totpOf(secret).validate({ token: code, timestamp: nowMs, window: STEPS_AROUND });
  return found === null ? undefined : Math.floor(nowMs / STEP_MS) + found;
}

/** The code at a moment, for tests. */
export function codeAt(secret: string, nowMs: number): string {
  return totpOf(secret).generate({ timestamp: nowMs });
}

/** As it is compared: without the spaces and dashes that people type. */
export function plainCode(code: string): string {
  return code.replaceAll(/[\s-]/g, "").toUpperCase();
}

/** Recovery codes, such as ABCD-EFGH-2345-6723. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const { base32 } = new Secret({ buffer: new Uint8Array(randomBytes(RECOVERY_BYTES)).buffer });
    return base32.match(RECOVERY_GROUP)!.join("-");
  });
}

/** The form in which a recovery code is stored and looked up. */
export function recoveryHash(code: string): Uint8Array {
  return createHash("sha256").update(plainCode(code)).digest();
}

function totpOf(secret: string, label = ""): TOTP {
  return new TOTP({ issuer: "Rollcall", label, secret: Secret.fromBase32(secret) });
}
