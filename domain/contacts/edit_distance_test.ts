import assert from "node:assert/strict";
import fc from "fast-check";
import { editDistance } from "./edit_distance.ts";

Deno.test("edit distance: each kind of slip is one step", () => {
  const cases: [one: string, other: string, steps: number][] = [
    ["", "", 0],
    ["email", "email", 0],
    ["email", "", 5],
    ["adress", "address", 1],
    ["addressx", "address", 1],
    ["emaol", "email", 1],
    ["emial", "email", 1],
    ["ca", "abc", 3], // an unrestricted distance would be 2: swap, then insert between the two
    ["lastname", "firstname", 3],
  ];
  for (const [one, other, steps] of cases) {
    assert.equal(editDistance(one, other), steps, `${one} → ${other}`);
    assert.equal(editDistance(other, one), steps, `${other} → ${one}`);
  }
});

Deno.test("edit distance: as its definition has it, read from the words' ends", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
  fc.assert(
    fc.property(word, word, (one, other) => {
      assert.equal(editDistance(one, other), byDefinition(one, other));
    }),
    { numRuns: 2_000 },
  );
});

function byDefinition(one: string, other: string): number {
  if (!one || !other) return one.length + other.length;
  const [a, b] = [one.slice(0, -1), other.slice(0, -1)];
  const cost = one.at(-1) === other.at(-1) ? 0 : 1;
  const steps = [byDefinition(a, other) + 1, byDefinition(one, b) + 1, byDefinition(a, b) + cost];
  if (a && b && one.at(-1) === b.at(-1) && a.at(-1) === other.at(-1)) {
    steps.push(byDefinition(a.slice(0, -1), b.slice(0, -1)) + 1);
  }
  return Math.min(...steps);
}
