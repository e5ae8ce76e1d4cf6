import assert from "node:assert/strict";
import fc from "fast-check";
import { getCountries, getExampleNumber } from "libphonenumber-js";
import examples from "libphonenumber-js/mobile/examples";
import { normalizePhone, readPhone } from "./phone.ts";

const NUMBERS: [text: string, region: string | null, e164: string | undefined][] = [
  ["+1 415 555 2671", null, "+14155552671"],
  ["+1 (415) 555-2671", "DE", "+14155552671"],
  ["+14155552671", null, "+14155552671"],
  ["  +49 30 901820 ", null, "+4930901820"],
  ["\u200e+49 30 901820\u202c", null, "+4930901820"],
  ["+49\u00a030\u00a0901820", null, "+4930901820"],
  ["＋49 30 901820", null, "+4930901820"],
  ["+49/30/90.18-20", null, "+4930901820"],
  ["0049 30 901820", null, "+4930901820"],
  ["0049 (0)30 901820", "US", "+4930901820"],
  ["(+49) 30 901820", null, "+4930901820"],
  ["+44 (0)20 7946 0958", null, "+442079460958"],
  ["+39 06 6982", null, "+39066982"],
  ["tel:+49-30-901820", null, "+4930901820"],
  ["Mobile: +49 30 901820", null, "+4930901820"],
  ["tél : 06 12 34 56 78", "FR", "+33612345678"],
  ["(m) 030 901820", "DE", "+4930901820"],
  ["Fax: +49 30 901820", null, undefined],
  ["room 12", "DE", undefined],
  ["(415) 555-2671", "US", "+14155552671"],
  ["1-415-555-2671", "US", "+14155552671"],
  ["011 49 30 901820", "US", "+4930901820"],
  ["030 901820", "DE", "+4930901820"],
  ["(0)30 901820", "DE", "+4930901820"],
  ["020 7946 0958", "GB", "+442079460958"],
  ["06 12 34 56 78", "FR", "+33612345678"],
  ["8 (912) 345-67-89", "RU", "+79123456789"],
  ["０３０ ９０１８２０", "DE", "+4930901820"],
  ["٠٣٠ ٩٠١٨٢٠", "DE", "+4930901820"],
  ["(415) 555-2671", null, undefined],
  ["030 901820", null, undefined],
  ["030 901820", "US", undefined],
  ["555-2671", "US", undefined],
  ["030 901820", "XX", undefined],
  ["030 901820", "", undefined],
  ["030 901820", "constructor", undefined],
  ["+1 415 555 2671 ext. 5", null, undefined],
  ["+1 415 555 2671, +1 415 555 2672", null, undefined],
  ["+999 1234567", null, undefined],
  ["+49 1", null, undefined],
  ["+", null, undefined],
  ["none", "US", undefined],
  ["call 415 555 2671 after six", "US", undefined],
  ["4.15556E+09", "US", undefined],
  ["", "US", undefined],
  [" \u200b", "US", undefined],
  ["1".repeat(10_000), "US", undefined],
];

for (const [text, region, e164] of NUMBERS) {
  const shown = JSON.stringify(text.slice(0, 40));
  Deno.test(`phone: ${shown} at home in ${region || "no region"} is ${e164}`, () => {
    assert.equal(normalizePhone(text, region), e164);
  });
}

Deno.test("phone: what should be a number and is none is not understood", () => {
  const understood = (text: string, region: string | null) => readPhone(text, region).understood;
  assert.ok(!understood("555", "US"));
  assert.ok(!understood("+999 1234567", null));
  assert.ok(!understood("00 999 1234567", "US"));
  assert.ok(!understood("ask reception", "DE"));
  for (const [text, region] of [["", "US"], [" ", "US"], ["030 901820", null], ["n.a.", null]]) {
    assert.ok(understood(text!, region!), `${text} in ${region}`);
  }
});

Deno.test("phone: an extension is understood, and no number that E.164 could hold", () => {
  assert.deepEqual(readPhone("+1 415 555 2671 ext. 5", null), {
    e164: undefined,
    understood: true,
  });
});

Deno.test("phone: what would be another number when read again is none", () => {
  for (const text of ["+49 00415 9", "+4900415９", "+4900٣415", "+49 0000 3415"]) {
    assert.deepEqual(readPhone(text, null), { e164: undefined, understood: false }, text);
  }
  assert.equal(normalizePhone("+49 (0)30 901820", null), "+4930901820");
  assert.equal(normalizePhone("+39 06 698 12345", null), "+390669812345", "Italy keeps its zero");
});

Deno.test("phone: each region's mobile number is read as it is dialled there and from abroad", () => {
  for (const region of getCountries()) {
    const example = getExampleNumber(region, examples)!;
    assert.equal(normalizePhone(example.formatInternational(), null), example.number, region);
    assert.equal(normalizePhone(example.formatNational(), region), example.number, region);
  }
});

Deno.test("phone: the result is E.164, and idempotent, for any text", () => {
  const piece = fc.constantFrom(
    ...[
      "+",
      "00",
      "0",
      "1",
      "49",
      "415",
      "555",
      "2671",
      "7",
      " ",
      "-",
      "(",
      ")",
      "/",
      ".",
      ",",
      "x",
    ],
    ...["ext", "+49 30 901820", "٣", "９", "tel:", ";ext=5", "\u200b", "#"],
  );
  const text = fc.oneof(fc.array(piece, { maxLength: 8 }).map((all) => all.join("")), fc.string());
  const region = fc.constantFrom(null, "US", "DE", "IT", "AR", "BR", "GB", "KZ", "XX", "");
  fc.assert(
    fc.property(text, region, (written, home) => {
      const e164 = normalizePhone(written, home);
      if (e164 === undefined) return;
      assert.match(e164, /^\+[1-9]\d{1,14}$/);
      assert.equal(normalizePhone(e164, home), e164);
      assert.equal(normalizePhone(e164, null), e164);
    }),
    { numRuns: 5_000 },
  );
});
