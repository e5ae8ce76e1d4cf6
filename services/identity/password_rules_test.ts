import assert from "node:assert/strict";
import { weakness } from "./password_rules.ts";

Deno.test("password rules: what anybody would try first is weak", () => {
  for (const password of ["password", "PassWord", "12345678", "abababab", "me@example.com"]) {
    assert(weakness(password, "me@example.com"), password);
  }
});

Deno.test("password rules: any other sentence will do", () => {
  for (const password of ["correct horse", "Zürich 2031", "password of the day"]) {
    assert.equal(weakness(password, "me@example.com"), undefined, password);
  }
});
