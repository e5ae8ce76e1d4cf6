/**
 * Master keys: they wrap data keys, so that those can lie beside the log. `ringMasterKey` has them in
 * memory; a key service that never hands its own out is another `MasterKey`.
 *
 * Layout of what a ring wraps: version byte 1, 12 bytes IV, ciphertext with tag; AES-256-GCM, bound to
 * the subject, so that a wrapped key opens only where it was put.
 */
import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { ALGORITHM, IV_BYTES, KEY_BYTES, TAG_BYTES } from "./aes_gcm.ts";
import { unmoved } from "./data_key.ts";

/** A data key as it is stored. */
export interface Wrapped {
  bytes: Uint8Array;
  /** the id of the master key that wrapped it */
  by: string;
}

export interface MasterKey {
  /** The id by which new keys are wrapped. */
  current(): Promise<string>;
  wrap(key: Uint8Array, subject: string): Promise<Wrapped>;
  /** @throws if this is not the key, or it was wrapped for another subject */
  unwrap(wrapped: Wrapped, subject: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** Master keys by id; the first wraps, all of them unwrap. */
export type KeyRing = ReadonlyMap<string, Uint8Array>;

const VERSION = 1;

/**
 * A master key of which the ring is at hand.
 *
 * ```ts
 * const master = ringMasterKey(() => Promise.resolve(parseRing(newRingLine())));
 * const keyed = new EventStore(sql, store.vocabulary, master);
 * const id = newId(), stream = `account-${id}`;
 * await transaction(sql, (tx) => keyed.keyring.create(tx, id));
 * await keyed.append([{ stream, expectedVersion: 0, events: [noted(id, "Anna called")] }]);
 * const other = ringMasterKey(() => Promise.resolve(parseRing(newRingLine())));
 * await assert.rejects(new EventStore(sql, store.vocabulary, other).readLog(0), /master key/);
 * ```
 *
 * @param read the ring as it is now: asked before each wrapping, and where an id is not known
 */
export function ringMasterKey(read: () => Promise<KeyRing>): MasterKey {
  let known: KeyRing = new Map();
  const first = async () => {
    known = await read();
    const [entry] = known;
    if (!entry) throw new Error("the ring of master keys is empty");
    return entry;
  };
  return {
    current: async () => (await first())[0],
    wrap: async (key, subject) => {
      const [by, master] = await first();
      return { by, bytes: seal(key, master, subject) };
    },
    unwrap: async ({ bytes, by }, subject) => {
      const master = known.get(by) ?? (known = await read()).get(by);
      if (master) return open(bytes, master, subject);
      const ids = [...known.keys()].join(", ");
      throw new Error(`${subject}: its key is wrapped by the master key ${by}, here is ${ids}`);
    },
  };
}

/**
 * Reads `id:key` pairs, the key as 32 bytes of base64, separated by commas or lines.
 * @throws a sentence without the keys
 */
export function parseRing(text: string): KeyRing {
  const ring = new Map<string, Uint8Array>();
  for (const pair of text.split(/[,\s]+/).filter(Boolean)) {
    const [id = "", key = ""] = pair.split(":");
    if (!/^[\w.-]{1,64}$/.test(id) || !isKey(key)) {
      throw new Error(`a master key is no pair of an id and ${KEY_BYTES} bytes of base64`);
    }
    if (ring.has(id)) throw new Error(`two master keys have the id ${id}`);
    ring.set(id, new Uint8Array(Buffer.from(key, "base64")));
  }
  if (ring.size === 0) throw new Error("there is no master key");
  return ring;
}

/** A new master key, as `parseRing` reads it. */
export function newRingLine(now: Date = new Date()): string {
  const id = `${now.toISOString().slice(0, 10)}-${randomBytes(3).toString("hex")}`;
  return `${id}:${randomBytes(KEY_BYTES).toString("base64")}`;
}

function isKey(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(text);
}

function seal(key: Uint8Array, master: Uint8Array, subject: string): Uint8Array {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, master, iv).setAAD(encoder.encode(subject));
  const body = [cipher.update(key), cipher.final(), cipher.getAuthTag()];
  return new Uint8Array(Buffer.concat([Uint8Array.of(VERSION), iv, ...body]));
}

function open(bytes: Uint8Array, master: Uint8Array, subject: string): Uint8Array<ArrayBuffer> {
  const end = bytes.length - TAG_BYTES;
  if (bytes[0] !== VERSION || end < 1 + IV_BYTES) {
    throw new Error(`${subject}: its wrapped key is not of a form that is known`);
  }
  const decipher = createDecipheriv(ALGORITHM, master, bytes.subarray(1, 1 + IV_BYTES));
  decipher.setAAD(encoder.encode(subject)).setAuthTag(bytes.subarray(end));
  const key = decipher.update(bytes.subarray(1 + IV_BYTES, end));
  try {
    decipher.final();
  } catch (cause) {
    throw new Error(`${subject}: its key cannot be unwrapped by this master key`, { cause });
  }
  const kept = unmoved(key.length);
  kept.set(key);
  key.fill(0);
  return kept;
}

const encoder = new TextEncoder();
