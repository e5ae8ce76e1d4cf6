import assert from "node:assert/strict";
import fc from "fast-check";
import { derivedId, newId, timeOf } from "./ids.ts";

Deno.test("promise 4: a derived id is the same for the same cause and name, and a UUIDv7", () => {
  const cause = newId();
  assert.equal(derivedId(cause, "a"), derivedId(cause, "a"));
  assert.match(derivedId(cause, "a"), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
  assert.equal(timeOf(derivedId(cause, "a")), timeOf(cause));
});

Deno.test("promise 4: other causes and other names give other ids", () => {
  const ids = new Set<string>();
  const causes = Array.from({ length: 50 }, newId);
  for (const cause of causes) for (let n = 0; n < 200; n++) ids.add(derivedId(cause, `rows/${n}`));
  assert.equal(ids.size, 50 * 200);
});

Deno.test("ids: every bit that chance has in a UUIDv7 comes from the hash, none twice", () => {
  // Were one part of the hash used twice, two bits would always be the same or always differ.
  const cause = newId();
  const bits = Array.from({ length: 256 }, (_, n) => bitsOf(derivedId(cause, `${n}`)));
  const column = (i: number) => bits.map((b) => b[i]).join("");
  const columns = new Set<string>();
  for (let i = 0; i < 74; i++) columns.add(column(i));
  assert.equal(columns.size, 74);
});

Deno.test("ids: the time in an id is read back", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (ms) => {
    const hex = ms.toString(16).padStart(12, "0");
    assert.equal(timeOf(`${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`), ms);
  }));
  assert(Math.abs(timeOf(newId()) - Date.now()) < 60_000);
});

/** The 74 bits of a UUIDv7 that are neither time nor version nor variant. */
function bitsOf(id: string): string {
  const bits = [...id.replaceAll("-", "")]
    .map((digit) => parseInt(digit, 16).toString(2).padStart(4, "0")).join("");
  return bits.slice(52, 64) + bits.slice(66);
}
