import assert from "node:assert/strict";
import { DataKey, newKeyBytes } from "./data_key.ts";
import { HeldKeys } from "./held_keys.ts";

const isOver = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);

Deno.test("data key: it is in one place, and overwritten there when it ends", () => {
  const raw = newKeyBytes(), same = raw.slice();
  const key = new DataKey(raw);
  assert.ok(isOver(raw), "where it came from");
  assert.deepEqual(key.bytes(), same);
  assert.ok(key.holds(same) && !key.holds(newKeyBytes()));
  const bytes = key.bytes();
  key.end("expired");
  assert.ok(isOver(bytes));
  assert.throws(() => key.bytes(), /expired/);
  key.end("erased");
  key.end("expired");
  assert.ok(key.isErased, "what was erased stays so");
  assert.ok(!key.holds(new Uint8Array(32)), "and is no key of zeros");
});

Deno.test("held keys: one place for a subject's key, however often it is read", () => {
  const held = new HeldKeys(() => 0), raw = newKeyBytes();
  const again = raw.slice(), key = held.hold("a", raw);
  assert.equal(held.hold("a", again), key);
  assert.ok(isOver(again));
  const bytes = key.bytes();
  held.erase("a");
  assert.ok(key.isErased && isOver(bytes));
  held.erase("never held");
});

Deno.test("held keys: one of a unit of work that was rolled back makes room", () => {
  const held = new HeldKeys(() => 0);
  const before = held.hold("a", newKeyBytes()), bytes = before.bytes();
  const after = held.hold("a", newKeyBytes());
  assert.notEqual(after, before);
  assert.ok(isOver(bytes) && !before.isErased);
});

Deno.test("held keys: what was not read for twenty minutes is overwritten, of very many after one", () => {
  let now = 0;
  const held = new HeldKeys(() => now);
  const first = held.hold("first", newKeyBytes()), bytes = first.bytes();
  now = 20 * 60_000 - 1;
  held.hold("second", newKeyBytes());
  assert.ok(!isOver(bytes));
  now++;
  held.hold("second", newKeyBytes());
  assert.ok(isOver(bytes) && !first.isErased);

  const many = Array.from({ length: 16_400 }, (_, i) => held.hold(`${i}`, newKeyBytes()));
  held.hold("one more", newKeyBytes());
  assert.doesNotThrow(() => many[0]!.bytes(), "a page under way may have it");
  now += 60_000;
  held.hold("one more", newKeyBytes());
  assert.throws(() => many[0]!.bytes(), /expired/);
});
