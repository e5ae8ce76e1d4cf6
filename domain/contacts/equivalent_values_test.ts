import assert from "node:assert/strict";
import fc from "fast-check";
import { comparisonForm } from "./equivalent_values.ts";

const isSame = (one: string, other: string) => comparisonForm(one) === comparisonForm(other);

Deno.test("equivalent values: case, spaces and punctuation of words do not count", () => {
  const same: [string, string][] = [
    ["VIP - gold", "vip gold."],
    ["New-York", "new york"],
    ["O'Neil", "O\u2019NEIL"],
    ["O'Neil", "O`Neil"],
    ["Acme, Inc.", "ACME inc"],
    ["Acme S.A.", "Acme SA"],
    ["Acme G.m.b.H.", "acme GmbH"],
    ["Main St. 5, Berlin", "main st 5 Berlin"],
    ["Main St 5.", "Main St 5"],
    ["(met in 2024)", "met in 2024"],
    ["\uff21\uff23\uff2d\uff25\u3000\uff15", "Acme 5"],
    ["DE12 3456", "de123456"],
    ["50 %", "50%"],
    ["- 5", "\u22125"],
    ["Zo\u00eb", "Zoe\u0308"],
  ];
  for (const [one, other] of same) assert.ok(isSame(one, other), `${one} and ${other}`);
});

Deno.test("equivalent values: numbers, and signs that carry a meaning, count", () => {
  const other: [string, string][] = [
    ["-5", "5"],
    ["+5", "5"],
    ["1.5", "15"],
    ["1,5", "15"],
    ["1.5", "1,5"],
    ["5-", "5"],
    ["(5)", "5"],
    ["- 5", "5"],
    ["50%", "50"],
    ["5'", '5"'],
    ["10:30", "1030"],
    ["2024-01-15", "20240115"],
    ["10\u00b2", "102"],
    ["1\u00bd", "11"],
    ["C#", "C"],
    ["C++", "C"],
    ["A-", "A"],
    ["O-", "O+"],
    ["A&B", "AB"],
    ["*", "**"],
    ["-", "?"],
    ["\u20ac5", "$5"],
    ["-$5", "$5"],
  ];
  for (const [one, two] of other) assert.ok(!isSame(one, two), `${one} and ${two}`);
});

Deno.test("equivalent values: words say the same, however they are joined and written", () => {
  const word = fc.stringMatching(/^[A-Za-z\u00e4\u00e9]{1,6}$/);
  const joint = fc.constantFrom(" ", "  ", ", ", ". ", " - ", "-", "/", "; ", ": ", "_", "' ", '"');
  fc.assert(fc.property(
    fc.array(fc.tuple(word, joint, fc.boolean()), { minLength: 1 }),
    (words) => {
      const plain = words.map(([word]) => word).join(" ");
      const written = words
        .map(([word, joint, loud], i) =>
          `${loud ? word.toUpperCase() : word}${i < words.length - 1 ? joint : "."}`
        ).join("");
      assert.equal(comparisonForm(written), comparisonForm(plain));
    },
  ));
});

Deno.test("equivalent values: two numbers are the same only if written the same", () => {
  const NUMBER = /^[-+]?\d{1,4}([.,]\d{1,3}){0,2}%?$/;
  const number = fc.stringMatching(NUMBER);
  const near = fc.tuple(number, fc.nat(), fc.constantFrom("-", "+", ".", ",", "%"))
    .map(([number, at, mark]): [string, string] => {
      const place = at % (number.length + 1);
      return [number, `${number.slice(0, place)}${mark}${number.slice(place)}`];
    })
    .filter(([, other]) => NUMBER.test(other));
  fc.assert(fc.property(fc.oneof(near, fc.tuple(number, number)), ([one, other]) => {
    assert.equal(isSame(one, other), one === other);
  }));
});

Deno.test("equivalent values: a sign is never lost beside words", () => {
  const word = fc.stringMatching(/^[a-z]{1,4}$/);
  const sign = fc.constantFrom(..."+#%&*@\\=<>|~^$\u20ac\u00a7");
  fc.assert(fc.property(word, sign, fc.boolean(), fc.boolean(), (word, sign, first, apart) => {
    const space = apart ? " " : "";
    assert.ok(!isSame(word, first ? `${sign}${space}${word}` : `${word}${space}${sign}`));
  }));
});
