import assert from "node:assert/strict";
import fc from "fast-check";
import { fingerprint } from "./fingerprint.ts";
import { TextSet } from "./text_set.ts";

Deno.test("text set: it gives the places that a Map gives, for any texts", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.constantFrom("", "\0", "\0\0", "a@x.org", "a@x.org\0", "ab", "ba", "田", "\ud800"),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 60 }), (texts) => {
      const set = new TextSet(), map = new Map<string, number>();
      for (const text of texts) {
        if (!map.has(text)) map.set(text, map.size);
        assert.equal(set.add(text), map.get(text));
      }
      assert.equal(set.size, map.size);
    }),
    { numRuns: 40 },
  );
});

Deno.test("text set: of 300,000 texts that differ little none is taken for another", () => {
  const set = new TextSet();
  const texts = Array.from({ length: 150_000 }, (_, i) => [
    `person.${i}@example.com`,
    `${"x".repeat(i % 70)}${i}`,
  ]).flat();
  texts.forEach((text, i) => assert.equal(set.add(text), i));
  assert.equal(set.add(texts[77_777]!), 77_777);
});

Deno.test("fingerprint: every bit depends on every character", () => {
  const of = (text: string) => {
    const words = new Uint32Array(4);
    fingerprint(text, words);
    return [...words].map((word) => word.toString(2).padStart(32, "0")).join("");
  };
  const base = "ann.lee@example.com", flips = new Array(128).fill(0);
  let changes = 0;
  for (let at = 0; at < base.length; at++) {
    for (const character of "0123456789abcdef") {
      if (base[at] === character) continue;
      const other = of(base.slice(0, at) + character + base.slice(at + 1));
      [...of(base)].forEach((bit, i) => flips[i] += Number(bit !== other[i]));
      changes++;
    }
  }
  for (const count of flips) {
    assert.ok(count > changes * 0.35 && count < changes * 0.65, `${count} of ${changes}`);
  }
});
