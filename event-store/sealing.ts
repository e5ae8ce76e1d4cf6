/**
 * Sealing personal data: AES-256-GCM under the job's key, bound to the event's id, so that a sealed
 * text opens only where it was put. Layout: version byte 1, 12 bytes IV, ciphertext with tag; base64.
 */
const VERSION = 1;
const IV_BYTES = 12;

export async function importKey(raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** Seals any JSON value. */
export async function seal(value: unknown, key: CryptoKey, eventId: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const clear = new TextEncoder().encode(JSON.stringify(value));
  const sealed = await crypto.subtle.encrypt(algorithm(iv, eventId), key, clear);
  const bytes = new Uint8Array(1 + IV_BYTES + sealed.byteLength);
  bytes[0] = VERSION;
  bytes.set(iv, 1);
  bytes.set(new Uint8Array(sealed), 1 + IV_BYTES);
  return bytes.toBase64();
}

/** @throws where the text was changed, moved to another event, or sealed under another key */
export async function unseal(text: string, key: CryptoKey, eventId: string): Promise<unknown> {
  const bytes = Uint8Array.fromBase64(text);
  if (bytes[0] !== VERSION) throw new Error(`sealed data of version ${bytes[0]} is not known`);
  const iv = bytes.subarray(1, 1 + IV_BYTES);
  const clear = await crypto.subtle.decrypt(
    algorithm(iv, eventId),
    key,
    bytes.subarray(1 + IV_BYTES),
  );
  return JSON.parse(new TextDecoder().decode(clear));
}

const algorithm = (iv: Uint8Array<ArrayBuffer>, eventId: string) => ({
  name: "AES-GCM",
  iv,
  additionalData: new TextEncoder().encode(eventId),
});
