import assert from "node:assert/strict";
import fc from "fast-check";
import { isValidEmail, normalizeEmail } from "./email.ts";
import { emailKey } from "./email_key.ts";

const FOLDED: [email: string, key: string][] = [
  ["ann.lee@gmail.com", "annlee@gmail.com"],
  ["ann.lee@googlemail.com", "annlee@gmail.com"],
  ["a.n.n.l.e.e+news@gmail.com", "annlee@gmail.com"],
  ["annlee+a+b@gmail.com", "annlee@gmail.com"],
  ["annlee+@googlemail.com", "annlee@gmail.com"],
  ["+news@gmail.com", "+news@gmail.com"],
  ["...@gmail.com", "...@gmail.com"],
  ["ann.lee@example.com", "ann.lee@example.com"],
  ["ann.lee+news@outlook.com", "ann.lee+news@outlook.com"],
  ["ann.lee@gmail.co", "ann.lee@gmail.co"],
  ["ann.lee@mail.gmail.com", "ann.lee@mail.gmail.com"],
  ["ann.lee@notgmail.com", "ann.lee@notgmail.com"],
];

Deno.test("key: Gmail's dots, tags and second domain are folded on request", () => {
  for (const [email, key] of FOLDED) {
    assert.equal(emailKey(email, true), key);
    assert.equal(emailKey(email, false), email);
  }
});

Deno.test("key: of an address it is one too, its own, and in the same mailbox", () => {
  const local = fc.string({ unit: fc.constantFrom(..."aZ1.+_-"), minLength: 1, maxLength: 10 });
  const domain = fc.constantFrom("gmail.com", "googlemail.com", "GMAIL.com", "x.org");
  fc.assert(fc.property(local, domain, fc.boolean(), (name, at, fold) => {
    const email = normalizeEmail(`${name}@${at}`), key = emailKey(email, fold);
    assert.equal(emailKey(key, fold), key);
    assert.ok(isValidEmail(key));
    assert.equal(key.endsWith("@x.org"), email.endsWith("@x.org"));
  }));
});
