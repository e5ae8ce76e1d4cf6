import assert from "node:assert/strict";
import fc from "fast-check";
import { newId } from "./ids.ts";
import { importKey, seal, unseal } from "./sealing.ts";

const key = await importKey(crypto.getRandomValues(new Uint8Array(32)));

Deno.test("sealing: any JSON value is read back unchanged", async () => {
  await fc.assert(fc.asyncProperty(fc.jsonValue(), fc.uuid(), async (value, id) => {
    const same = JSON.parse(JSON.stringify(value));
    assert.deepEqual(await unseal(await seal(value, key, id), key, id), same);
  }));
});

/** A value whose JSON is large, with so many different texts. */
const large = (texts: number) =>
  Array.from({ length: 3_000 }, (_, i) => `person ${Math.imul(i % texts, 2_654_435_761) >>> 0}`);

Deno.test("sealing: a large value is stored smaller, but not so small that a page outgrows its bound", async () => {
  const id = newId();
  for (const [texts, version, ratio] of [[3_000, 2, 1], [1, 1, 0]] as const) {
    const value = large(texts), json = JSON.stringify(value).length;
    const sealed = await seal(value, key, id);
    assert.deepEqual(await unseal(sealed, key, id), value);
    const bytes = Uint8Array.fromBase64(sealed);
    assert.equal(bytes[0], version);
    assert.equal(bytes.length < json, ratio === 1);
    assert.ok(bytes.length * 8 > json);
  }
});

Deno.test("sealing: what was sealed as it was is opened", async () => {
  const id = newId(), iv = new Uint8Array(12);
  const additionalData = new TextEncoder().encode(id);
  const clear = new TextEncoder().encode(JSON.stringify(large(3_000)));
  const body = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key.web, clear);
  const sealed = new Uint8Array([1, ...iv, ...new Uint8Array(body)]).toBase64();
  assert.deepEqual(await unseal(sealed, key, id), large(3_000));
});

Deno.test("sealing: nothing of the value shows, and no two sealed texts are the same", async () => {
  const id = newId(), value = { name: "Ada Brook" };
  const [one, two] = [await seal(value, key, id), await seal(value, key, id)];
  assert.notEqual(one, two);
  assert(!new TextDecoder("latin1").decode(Uint8Array.fromBase64(one)).includes("Ada"));
});

Deno.test("sealing: it opens at its own event only, and under its own key only", async () => {
  const id = newId(), sealed = await seal("secret", key, id);
  const another = await importKey(crypto.getRandomValues(new Uint8Array(32)));
  await assert.rejects(unseal(sealed, key, newId()));
  await assert.rejects(unseal(sealed, another, id));
});

Deno.test("sealing: any changed byte is noticed", async () => {
  const id = newId(), sealed = Uint8Array.fromBase64(await seal("secret", key, id));
  const at = fc.nat({ max: sealed.length - 1 }), by = fc.integer({ min: 1, max: 255 });
  await fc.assert(fc.asyncProperty(at, by, async (at, by) => {
    const changed = sealed.slice();
    changed[at]! ^= by;
    await assert.rejects(unseal(changed.toBase64(), key, id));
  }));
});

Deno.test("sealing: an unknown layout version is named in the error", async () => {
  const bytes = Uint8Array.fromBase64(await seal("secret", key, "id"));
  bytes[0] = 3;
  await assert.rejects(
    unseal(bytes.toBase64(), key, "id"),
    /sealed data of version 3 is not known/,
  );
});
