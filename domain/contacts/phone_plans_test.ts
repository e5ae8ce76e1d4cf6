/** The quick way and libphonenumber's parser agree wherever the quick way answers. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { getCountries, getExampleNumber, parsePhoneNumberFromString } from "libphonenumber-js";
import metadata from "libphonenumber-js/max/metadata";
import examples from "libphonenumber-js/mobile/examples";
import { readPlainAbroad, readPlainAtHome } from "./phone_plans.ts";

const codes = Object.keys(metadata.country_calling_codes);
const digit = fc.integer({ min: 0, max: 9 }).map(String);
const punctuation = fc.constantFrom("", "", "", " ", "-", ".", "(", ")", "/");

/** Digits with punctuation between them. */
const punctuated = (digits: fc.Arbitrary<string>) =>
  fc.tuple(digits, fc.array(punctuation, { minLength: 20, maxLength: 20 }))
    .map(([text, marks]) => [...text].map((one, i) => (i ? marks[i % 20] : "") + one).join(""));

Deno.test("phones: with a calling code, the quick way says what the parser says", () => {
  let yes = 0, no = 0;
  const number = fc.array(digit, { minLength: 4, maxLength: 13 }).map((digits) => digits.join(""));
  const prefix = fc.oneof(fc.constantFrom(...codes), fc.nat(999).map(String));
  fc.assert(
    fc.property(
      prefix,
      punctuated(number),
      fc.constantFrom(...getCountries()),
      (code, rest, home) => {
        const text = `+${code} ${rest}`, quick = readPlainAbroad(text);
        if (quick === undefined) return;
        const parsed = parsePhoneNumberFromString(text, { extract: false });
        assert.equal(parsed?.isPossible() ? parsed.number : null, quick, text);
        if (quick !== null) return void yes++;
        no++;
        const dialled = parsePhoneNumberFromString(text, { defaultCountry: home, extract: false });
        assert.ok(!dialled?.isValid(), `${text} in ${home}`);
      },
    ),
    { numRuns: 5_000 },
  );
  assert.ok(yes > 500 && no > 500, `it said yes ${yes} times, and no ${no} times`);
});

Deno.test("phones: without one, too", () => {
  let answered = 0;
  /** An example of the region with some of its digits changed, with or without a trunk prefix. */
  const dialled = fc.tuple(
    fc.constantFrom(...getCountries()),
    fc.constantFrom("", "", "0", "1", "8", "06", "00", "011"),
    fc.array(fc.tuple(fc.nat(14), digit), { maxLength: 3 }),
  ).chain(([region, prefix, changes]) => {
    const digits = [...getExampleNumber(region, examples)!.nationalNumber];
    for (const [at, to] of changes) digits[at % digits.length] = to;
    return fc.tuple(fc.constant(region), punctuated(fc.constant(prefix + digits.join(""))));
  });
  fc.assert(
    fc.property(dialled, ([region, text]) => {
      const quick = readPlainAtHome(text, region);
      if (!quick) return;
      answered++;
      const parsed = parsePhoneNumberFromString(text, { defaultCountry: region, extract: false });
      assert.equal(parsed?.isValid() ? parsed.number : undefined, quick, `${text} in ${region}`);
    }),
    { numRuns: 5_000 },
  );
  assert.ok(answered > 500, `it answered ${answered} times`);
});
