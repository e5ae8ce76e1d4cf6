import assert from "node:assert/strict";
import fc from "fast-check";
import { isSingleTypo } from "./single_typo.ts";

const SLIPS: Record<string, string[]> = {
  left: ["gmai", "gmil", "gail", "mail", "gmal"],
  doubled: ["ggmail", "gmmail", "gmaill", "gmaiil"],
  "a neighbour beside": ["gmaikl", "ghmail", "gmnail", "gmaiol"],
  "a letter of the word too early": ["gamail", "gmalil"],
  exchanged: ["mgail", "gamil", "gmial", "gmali"],
  "a neighbour instead": ["hmail", "gnail", "gmsil", "gmaul", "gmaik"],
  "a vowel instead": ["gmeil", "gmaal", "gmuil"],
  "what looks alike": ["gma1l", "gmall", "gmaii", "gmai1"],
};

Deno.test("single typo: each of these is a likely typo of gmail", () => {
  for (const [kind, words] of Object.entries(SLIPS)) {
    for (const word of words) assert.ok(isSingleTypo(word, "gmail"), `${kind}: ${word}`);
  }
});

Deno.test("single typo: none of these is", () => {
  for (
    const word of [
      "gmail",
      "email",
      "grail",
      "g2mail",
      "gmaild",
      "gm",
      "mailg",
      "maigl",
      "",
      "hnail",
    ]
  ) {
    assert.ok(!isSingleTypo(word, "gmail"), word);
  }
});

/** Damerau's count with adjacent letters exchanged, the slow and plain way. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  for (let j = 0; j <= b.length; j++) rows[0]![j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      }
      rows[i]![j] = least;
    }
  }
  return rows[a.length]![b.length]!;
}

Deno.test("single typo: is always one edit; every omission and transposition is one", () => {
  const word = fc.string({ unit: fc.constantFrom(..."abcil.1"), maxLength: 6 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      if (isSingleTypo(a, b)) assert.equal(distance(a, b), 1, `${a} ${b}`);
      else if (a.length < b.length) assert.notEqual(distance(a, b), 1, `${a} ${b}`);
    }),
    { numRuns: 2_000 },
  );
  fc.assert(fc.property(word, fc.nat(5), (meant, at) => {
    const i = at % Math.max(1, meant.length - 1);
    const [one = "", two = ""] = meant.slice(i);
    const exchanged = meant.slice(0, i) + two + one + meant.slice(i + 2);
    if (exchanged !== meant) assert.ok(isSingleTypo(exchanged, meant), `${exchanged} ${meant}`);
  }));
});
