import assert from "node:assert/strict";
import { codeAt, newRecoveryCodes, newSecret, plainCode, setupUri, stepOf } from "./totp.ts";

/** "12345678901234567890", as RFC 6238 has it. */
const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

Deno.test("totp: the codes of RFC 6238", () => {
  const known = [[59, "287082"], [1111111109, "081804"], [1234567890, "005924"]] as const;
  for (const [seconds, code] of known) {
    assert.equal(codeAt(SECRET, seconds * 1000), code);
    assert.equal(stepOf(SECRET, code, seconds * 1000), Math.floor(seconds / 30));
  }
});

Deno.test("totp: a code is right in its half minute, and the one before and after", () => {
  const at = 100 * 30_000;
  const steps = [-2, -1, 0, 1, 2].map((off) =>
    stepOf(SECRET, codeAt(SECRET, at), at - off * 30_000)
  );
  assert.deepEqual(steps, [undefined, 100, 100, 100, undefined]);
});

Deno.test("totp: what is no code is wrong", () => {
  for (const code of ["", "28708", "2870822", "28708a", "287082\n", "２８７０８２", "000000"]) {
    assert.equal(stepOf(SECRET, code, 59_000), undefined, code);
  }
});

Deno.test("totp: secrets have 160 bits, and stand in what the app scans", () => {
  const secret = newSecret();
  assert.match(secret, /^[A-Z2-7]{32}$/);
  assert.notEqual(newSecret(), secret);
  const uri = new URL(setupUri(secret, "ann+x@example.com"));
  assert.equal(uri.protocol, "otpauth:");
  assert.equal(uri.searchParams.get("secret"), secret);
  assert.equal(uri.searchParams.get("issuer"), "Rollcall");
  assert.match(decodeURIComponent(uri.pathname), /Rollcall:ann\+x@example\.com$/);
});

Deno.test("recovery codes: ten different ones, typed as one likes", () => {
  const codes = newRecoveryCodes();
  assert.equal(new Set(codes).size, 10);
  for (const code of codes) assert.match(code, /^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$/);
  assert.equal(plainCode(" abcd-efgh 2345 - 67ab"), "ABCDEFGH234567AB");
});
