import assert from "node:assert/strict";
import fc from "fast-check";
import { clustersOf, fingerprint } from "./fingerprint.ts";

Deno.test("a fingerprint is blind to case, accents, punctuation and the order of words", () => {
  const same = [
    ["Acme Inc", "ACME, Inc.", "inc acme", "A.C.M.E. Inc"],
    ["Müller & Söhne", "muller sohne", "Sohne, Müller"],
    ["O'Neil", "O’Neil", "ONEIL"],
  ];
  for (const values of same) assert.equal(new Set(values.map(fingerprint)).size, 1, values.join());
  for (const [one, other] of [["Acme", "Acme 2"], ["東京", "大阪"], ["a b", "ab"]]) {
    assert.notEqual(fingerprint(one!), fingerprint(other!));
  }
});

Deno.test("clusters: the most frequent spelling first, none of one value or of no letters", () => {
  const spellings = [
    { value: "ACME, Inc.", rows: 1 },
    { value: "Acme Inc", rows: 3 },
    { value: "Fabrikam", rows: 9 },
    { value: "-", rows: 4 },
    { value: "?", rows: 4 },
    { value: "b", rows: 5 },
    { value: "B", rows: 5 },
  ];
  assert.deepEqual(
    clustersOf(spellings).map((cluster) => cluster.map(({ value }) => value)),
    [["B", "b"], ["Acme Inc", "ACME, Inc."]],
  );
});

Deno.test("clusters hold each value once, whatever they are", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ unit: "grapheme", maxLength: 4 })), (values) => {
      const clusters = clustersOf(values.map((value) => ({ value, rows: 1 })));
      const all = clusters.flat().map(({ value }) => value);
      assert.equal(new Set(all).size, all.length);
      for (const cluster of clusters) {
        assert.equal(new Set(cluster.map(({ value }) => fingerprint(value))).size, 1);
      }
    }),
  );
});
