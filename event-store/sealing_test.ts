import assert from "node:assert/strict";
import fc from "fast-check";
import { DataKey, newKeyBytes } from "./data_key.ts";
import { newId } from "./ids.ts";
import { seal, unseal } from "./sealing.ts";

const key = new DataKey(newKeyBytes());

Deno.test("sealing: any JSON value is read back unchanged", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.uuid(), (value, id) => {
    const same = JSON.parse(JSON.stringify(value));
    assert.deepEqual(unseal(seal(value, key, id), key, id), same);
  }));
});

/** A value whose JSON is large, with so many different texts. */
const large = (texts: number) =>
  Array.from({ length: 3_000 }, (_, i) => `person ${Math.imul(i % texts, 2_654_435_761) >>> 0}`);

Deno.test("sealing: a large value is stored smaller, but not so small that a page outgrows its bound", () => {
  const id = newId();
  for (const [texts, version, ratio] of [[3_000, 2, 1], [1, 1, 0]] as const) {
    const value = large(texts), json = JSON.stringify(value).length;
    const sealed = seal(value, key, id);
    assert.deepEqual(unseal(sealed, key, id), value);
    const bytes = Uint8Array.fromBase64(sealed);
    assert.equal(bytes[0], version);
    assert.equal(bytes.length < json, ratio === 1);
    assert.ok(bytes.length * 8 > json);
  }
});

Deno.test("sealing: what WebCrypto sealed as it was is opened, and the other way round", async () => {
  const id = newId(), iv = new Uint8Array(12);
  const additionalData = new TextEncoder().encode(id);
  const web = await crypto.subtle.importKey("raw", key.bytes(), "AES-GCM", false, [
    "encrypt",
    "decrypt",
  ]);
  const clear = new TextEncoder().encode(JSON.stringify(large(3_000)));
  const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, web, clear);
  const sealed = new Uint8Array([1, ...iv, ...new Uint8Array(body)]).toBase64();
  assert.deepEqual(unseal(sealed, key, id), large(3_000));

  const bytes = Uint8Array.fromBase64(seal("ours", key, id));
  const algorithm = { name: "AES-GCM", iv: bytes.subarray(1, 13), additionalData };
  const opened = await crypto.subtle.decrypt(algorithm, web, bytes.subarray(13));
  assert.equal(new TextDecoder().decode(opened), '"ours"');
});

Deno.test("sealing: nothing of the value shows, and no two sealed texts are the same", () => {
  const id = newId(), value = { name: "Ada Brook" };
  const [one, two] = [seal(value, key, id), seal(value, key, id)];
  assert.notEqual(one, two);
  assert(!new TextDecoder("latin1").decode(Uint8Array.fromBase64(one)).includes("Ada"));
});

Deno.test("sealing: it opens at its own event only, and under its own key only", () => {
  const id = newId(), sealed = seal("secret", key, id);
  const another = new DataKey(newKeyBytes());
  assert.throws(() => unseal(sealed, key, newId()));
  assert.throws(() => unseal(sealed, another, id));
});

Deno.test("sealing: any changed byte is noticed", () => {
  const id = newId(), sealed = Uint8Array.fromBase64(seal("secret", key, id));
  const at = fc.nat({ max: sealed.length - 1 }), by = fc.integer({ min: 1, max: 255 });
  fc.assert(fc.property(at, by, (at, by) => {
    const changed = sealed.slice();
    changed[at]! ^= by;
    assert.throws(() => unseal(changed.toBase64(), key, id));
  }));
});

Deno.test("sealing: an unknown layout version is named in the error", () => {
  const bytes = Uint8Array.fromBase64(seal("secret", key, "id"));
  bytes[0] = 3;
  assert.throws(
    () => unseal(bytes.toBase64(), key, "id"),
    /sealed data of version 3 is not known/,
  );
});

Deno.test("sealing: under the key of an erased subject nothing is opened, and nothing sealed", () => {
  const id = newId(), ended = new DataKey(newKeyBytes());
  const sealed = seal("secret", ended, id);
  ended.end("erased");
  assert.equal(unseal(sealed, ended, id), undefined);
  assert.throws(() => seal("more", ended, id), /key is erased/);
});

Deno.test("sealing: a key that was held for too long is an error, and no erasure", () => {
  const id = newId(), ended = new DataKey(newKeyBytes());
  const sealed = seal("secret", ended, id);
  ended.end("expired");
  assert.throws(() => unseal(sealed, ended, id), /key is expired/);
});
