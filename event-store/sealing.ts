/**
 * Sealing personal data: AES-256-GCM under its subject's key, bound to the event's id, so that a sealed
 * text opens only where it was put. Layout: version byte, 12 bytes IV, ciphertext with tag; base64.
 * Version 1 holds the JSON as it is, version 2 deflated: a fifth of the bytes on each of a row's ways.
 */
import { createDecipheriv } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Sql } from "./connect.ts";

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
const IV_BYTES = 12;
const TAG_BYTES = 16;
/**
 * Smaller texts are opened synchronously: a WebCrypto call, with its promise and thread, costs as
 * much as decrypting 1 KiB here (measured: 10 µs, whatever the size; here 4 µs plus 5 µs per KiB).
 */
const SMALL_BYTES = 1_024;

/** Of rows of contacts. */
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

/** A subject's key, for WebCrypto and for synchronous use. */
export interface DataKey {
  web: CryptoKey;
  raw: Uint8Array<ArrayBuffer>;
}

/** A sealed text with what it takes to open it. */
export interface Sealed {
  text: string;
  key: DataKey;
  eventId: string;
}

export async function importKey(raw: Uint8Array<ArrayBuffer>): Promise<DataKey> {
  const usages: KeyUsage[] = ["encrypt", "decrypt"];
  return { raw, web: await crypto.subtle.importKey("raw", raw, "AES-GCM", false, usages) };
}

/** Seals any JSON value. */
export async function seal(value: unknown, key: DataKey, eventId: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const json = encoder.encode(JSON.stringify(value));
  const deflated = deflate(json);
  const clear = deflated ?? json;
  const sealed = await crypto.subtle.encrypt(algorithm(iv, eventId), key.web, clear);
  const bytes = new Uint8Array(1 + IV_BYTES + sealed.byteLength);
  bytes[0] = deflated ? DEFLATED : PLAIN;
  bytes.set(iv, 1);
  bytes.set(new Uint8Array(sealed), 1 + IV_BYTES);
  return bytes.toBase64();
}

/** @throws if the text was changed, moved to another event, or sealed under another key */
export async function unseal(text: string, key: DataKey, eventId: string): Promise<unknown> {
  return JSON.parse(await open({ text, key, eventId }));
}

/** Unseals many at once, as JSON texts; null stays null. @throws like `unseal` */
export async function unsealAll(texts: (Sealed | null)[]): Promise<(string | null)[]> {
  const opened = texts.map((sealed) => sealed && open(sealed));
  // Awaiting a large array is expensive: do so only if it holds promises.
  const isAsync = opened.some((value) => value instanceof Promise);
  return isAsync ? await Promise.all(opened) : opened as (string | null)[];
}

function open({ text, key, eventId }: Sealed): string | Promise<string> {
  const bytes = Uint8Array.fromBase64(text);
  const [version] = bytes;
  if (version !== PLAIN && version !== DEFLATED) {
    throw new Error(`sealed data of version ${version} is not known`);
  }
  const iv = bytes.subarray(1, 1 + IV_BYTES);
  const body = bytes.subarray(1 + IV_BYTES);
  const read = version === DEFLATED ? inflate : decode;
  if (body.length <= SMALL_BYTES) return read(openSmall(body, iv, key, eventId));
  return crypto.subtle.decrypt(algorithm(iv, eventId), key.web, body).then(read);
}

/** Undefined if it is better stored as it is. */
function deflate(json: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (json.length < DEFLATED_BYTES) return undefined;
  const deflated = deflateRawSync(json, DEFLATE);
  const isWorth = deflated.length < json.length && deflated.length * MAX_RATIO >= json.length;
  return isWorth ? new Uint8Array(deflated) : undefined;
}

function openSmall(body: Uint8Array, iv: Uint8Array, key: DataKey, eventId: string): Uint8Array {
  const end = body.length - TAG_BYTES;
  // A truncated tag would be accepted.
  if (end < 0) throw new Error("sealed data is cut short");
  const decipher = createDecipheriv("aes-256-gcm", key.raw, iv);
  decipher.setAAD(encoder.encode(eventId)).setAuthTag(body.subarray(end));
  const clear = decipher.update(body.subarray(0, end));
  decipher.final();
  return clear;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const decode = (clear: AllowSharedBufferSource) => decoder.decode(clear);
const inflate = (clear: ArrayBuffer | Uint8Array) => decode(inflateRawSync(clear));

const algorithm = (iv: Uint8Array<ArrayBuffer>, eventId: string) => ({
  name: "AES-GCM",
  iv,
  additionalData: encoder.encode(eventId),
});
