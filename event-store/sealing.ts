/**
 * Sealing personal data: AES-256-GCM under its subject's key, bound to the event's id, so that a sealed
 * text opens only where it was put. Layout: version byte, 12 bytes IV, ciphertext with tag; base64.
 * Version 1 holds the JSON as it is, version 2 deflated: a fifth of the bytes on each of a row's ways.
 */
import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { ALGORITHM, IV_BYTES, TAG_BYTES } from "./aes_gcm.ts";
import type { Sql } from "./connect.ts";
import type { DataKey } from "./data_key.ts";

const PLAIN = 1, DEFLATED = 2;
/** Smaller texts are not worth the call. */
const DEFLATED_BYTES = 4_096;
/** The fastest: the next level saves a quarter more, for two and a half times the time. */
const DEFLATE = { level: 1 };
/**
 * Readers bound a page by its bytes in the log: what would be so many times smaller is stored as it
 * is, so that no page becomes larger in memory than that.
 */
const MAX_RATIO = 8;
/** Of the usual long payload. */
const USUAL_RATIO = 4;

/**
 * About how many bytes an event's payload has in clear, as SQL over a row of event_store.event: the
 * second character of a sealed text is its version.
 *
 * ```ts
 * const id = newId(), stream = `account-${id}`;
 * const long = Array.from({ length: 2_000 }, (_, i) => `called ${i}`).join();
 * await transaction(sql, (tx) => new Keyring(sql).create(tx, id));
 * await store.append([{ stream, expectedVersion: 0, events: [noted(id, long)] }]);
 * const [{ stored, clear }] = await sql`
 *   select bytes as stored, ${clearBytes(sql)} as clear from event_store.event`;
 * assert.ok(stored < long.length);
 * assert.ok(clear > long.length / 2 && clear < long.length * 2);
 * ```
 */
export const clearBytes = (sql: Sql) =>
  sql`bytes * case when substr(sealed, 2, 1) collate "C" between 'g' and 'v' then ${USUAL_RATIO}::int else 1 end`;

/** A sealed text with what it takes to open it. */
export interface Sealed {
  text: string;
  key: DataKey;
  eventId: string;
}

/** Seals any JSON value. @throws if the key was overwritten */
export function seal(value: unknown, key: DataKey, eventId: string): string {
  const json = encoder.encode(JSON.stringify(value));
  const deflated = deflate(json);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const cipher = createCipheriv(ALGORITHM, key.bytes(), iv).setAAD(encoder.encode(eventId));
  const sealed = [cipher.update(deflated ?? json), cipher.final(), cipher.getAuthTag()];
  const version = Uint8Array.of(deflated ? DEFLATED : PLAIN);
  return Buffer.concat([version, iv, ...sealed]).toString("base64");
}

/**
 * The value; undefined if the key's subject was erased meanwhile.
 * @throws if the text was changed, moved to another event, or sealed under another key
 */
export function unseal(text: string, key: DataKey, eventId: string): unknown {
  const json = open({ text, key, eventId });
  return json === null ? undefined : JSON.parse(json);
}

/** As JSON; null if the key's subject was erased meanwhile. @throws like `unseal` */
export function open({ text, key, eventId }: Sealed): string | null {
  const bytes = Uint8Array.fromBase64(text);
  const [version] = bytes;
  if (version !== PLAIN && version !== DEFLATED) {
    throw new Error(`sealed data of version ${version} is not known`);
  }
  const body = bytes.subarray(1 + IV_BYTES), end = body.length - TAG_BYTES;
  // A truncated tag would be accepted.
  if (end < 0) throw new Error("sealed data is cut short");
  if (key.isErased) return null;
  const decipher = createDecipheriv(ALGORITHM, key.bytes(), bytes.subarray(1, 1 + IV_BYTES));
  decipher.setAAD(encoder.encode(eventId)).setAuthTag(body.subarray(end));
  const clear = decipher.update(body.subarray(0, end));
  decipher.final();
  return decoder.decode(version === DEFLATED ? inflateRawSync(clear) : clear);
}

/** Undefined if it is better stored as it is. */
function deflate(json: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (json.length < DEFLATED_BYTES) return undefined;
  const deflated = deflateRawSync(json, DEFLATE);
  const isWorth = deflated.length < json.length && deflated.length * MAX_RATIO >= json.length;
  return isWorth ? new Uint8Array(deflated) : undefined;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
