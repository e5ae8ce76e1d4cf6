import assert from "node:assert/strict";
import fc from "fast-check";
import { isValidEmail, normalizeEmail } from "./email.ts";
import { suggestEmail } from "./suggest_email.ts";
import { realDomains } from "./testing/real_domains.ts";
import { scaled } from "../../tests/harness/deadline.ts";

const X = "ann@x.org", EXAMPLE = "ann@example.com", GMAIL = "ann@gmail.com";

const MEANT: [text: string, value: string, reason: RegExp][] = [
  ["Ann Lee <ann@x.org>", X, /angle brackets/],
  ['"Lee, Ann" <ann@x.org>', X, /angle brackets/],
  ["<ann@x.org>", X, /angle brackets/],
  ["Ann <ANN@X.ORG >", X, /angle brackets/],
  ["mailto:ann@x.org", X, /before the colon/],
  ["MAILTO:ann@x.org?subject=hello", X, /before the colon/],
  ["E-Mail: ann@x.org", X, /before the colon/],
  ["Private e-mail : ann@x.org", X, /before the colon/],
  ['"ann@x.org"', X, /Quotes/],
  ["'ann@x.org'", X, /Quotes/],
  ["„ann@x.org“", X, /Quotes/],
  ["(ann@x.org)", X, /Quotes/],
  ["ann@x.org>", X, /Quotes/],
  ["ann@x.org.", X, /punctuation/],
  ["ann@x.org,", X, /punctuation/],
  ["ann@x.org;", X, /punctuation/],
  ["ann@x.org, bob@y.org", X, /Several addresses/],
  ["ann@x.org;bob@y.org", X, /Several addresses/],
  ["ann@x.org / bob@y.org", X, /Several addresses/],
  ["ann@x.org\nbob@y.org", X, /Several addresses/],
  ["Ann <ann@x.org>, Bob <bob@y.org>", X, /Several addresses/],
  ["ann@x.org (work)", X, /after the address/],
  ["ann@example,com", EXAMPLE, /comma/],
  ["ann@example.co,uk", "ann@example.co.uk", /comma/],
  ["ann@mail,example,com", "ann@mail.example.com", /comma/],
  ["ann @example.com", EXAMPLE, /space/],
  ["ann@ example.com", EXAMPLE, /space/],
  ["ann@example .com", EXAMPLE, /space/],
  ["ann@example. com", EXAMPLE, /space/],
  ["ann@exam ple.com", EXAMPLE, /space/],
  ["ann. lee@example.com", "ann.lee@example.com", /space/],
  ["ann@@example.com", EXAMPLE, /@ too many/],
  ["ann@ @example.com", EXAMPLE, /@ too many/],
  ["ann@.example.com", EXAMPLE, /after the @/],
  ["ann@example..com", EXAMPLE, /dot too many/],
  ["ann@examplecom", EXAMPLE, /dot before the ending/],
  ["ann@gmailcom", GMAIL, /dot before the ending/],
  ["ann@yahoocouk", "ann@yahoo.co.uk", /dot before the ending/],
  ["ann@gmail", GMAIL, /ending of the domain/],
  ["anngmail.com", GMAIL, /@ is missing/],
  ["ann at example.com", EXAMPLE, /"at"/],
  ["ann(at)example.com", EXAMPLE, /"at"/],
  ["ann [at] example [dot] com", EXAMPLE, /"at"/],
  ["ann.lee at example dot com", "ann.lee@example.com", /"at"/],
  ["ann＠example.com", EXAMPLE, /Full-width/],
  ["ann@gmial.com", GMAIL, /gmial\.com is probably gmail\.com/],
  [" ANN@Gmial.COM ", GMAIL, /gmial\.com/],
  ["ann+x@gmail.con", "ann+x@gmail.com", /gmail\.con/],
  ["ann@example.cmo", EXAMPLE, /example\.cmo is probably example\.com/],
  ["ann@gmial,com", GMAIL, /comma.*gmial\.com/],
  ["Ann <ann@hotmial.con>", "ann@hotmail.com", /angle.*hotmial\.con/],
  ["\u200bann@gm\u200bial.com", GMAIL, /gmial/],
];

for (const [text, value, reason] of MEANT) {
  Deno.test(`suggestion: ${JSON.stringify(text)} is probably ${value}`, () => {
    const suggested = suggestEmail(text);
    assert.equal(suggested?.value, value);
    assert.match(suggested!.reason, reason);
  });
}

const NOT_OBVIOUS = [
  ...["", " ", "n/a", "none", "-", "ann", "ann@", "@", "@ann", "ann@localhost", "ann@telecom"],
  ...["ann lee@example.com", "Ann Lee ann@example.com", "ann@example.com work", "ann@x@y.org"],
  ...["ann@example.com,bob", "ann@example.com,de", "ann@1,2", "ann@exam_ple.com", "a,b@x.org"],
  ...["jürgen@example.com", "ann@-example.com", "www.gmail.com", "http://x.org/?a=b@c.d"],
  ...["gmail.com", "ann@bob, cyd@x.org", "see you at noon", "ann@example.com\0x", "+49 30 123456"],
  ...["ann@mail.exam ple.com", "ann@x.org1", `${"a".repeat(70)} ${"b".repeat(2_000)}@x.org`],
];

Deno.test("suggestion: where nothing is obvious there is none", () => {
  for (const text of NOT_OBVIOUS) assert.equal(suggestEmail(text), undefined, text);
});

Deno.test("suggestion: no real domain gets one", () => {
  for (const domain of realDomains) {
    assert.equal(suggestEmail(`ann.lee@${domain}`), undefined, domain);
  }
});

const part = fc.constantFrom(
  ...["ann", "Lee", "@", "@", ".", ",", ";", " ", "<", ">", '"', "'", "(", ")", "at", "dot", "\n"],
  ...[
    "mailto:",
    ":",
    "/",
    "?",
    "gmail",
    "gmial",
    "com",
    "con",
    "org",
    "de",
    "x",
    "\u200b",
    "\0",
    "＠",
  ],
  ...["ü", "com", "example", "xn--", "-", "1"],
);
const nearlyAddress = fc.array(part, { maxLength: 9 }).map((parts) => parts.join(""));

Deno.test("suggestion: it is always valid, normalised, another than the text, and final", () => {
  fc.assert(
    fc.property(fc.oneof(nearlyAddress, fc.string({ unit: "grapheme" })), (text) => {
      const suggested = suggestEmail(text);
      if (!suggested) return;
      const { value, reason } = suggested;
      assert.ok(isValidEmail(value), value);
      assert.equal(normalizeEmail(value), value);
      assert.notEqual(value, normalizeEmail(text));
      assert.equal(suggestEmail(value), undefined, value);
      assert.match(reason, /^\S.*\.$/);
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("suggestion: text made to be hard to read costs no time", () => {
  const startedAt = performance.now();
  for (const piece of ["<", "@", " ", ".", ",", "<@", " at ", "(at)", "a@b ", "@ ", ". ", "ann:"]) {
    suggestEmail(piece.repeat(1_000 / piece.length));
    suggestEmail(`ann@${piece.repeat(900 / piece.length)}x`);
  }
  assert.ok(performance.now() - startedAt < scaled(2_000));
});
