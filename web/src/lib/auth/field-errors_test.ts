import assert from "node:assert/strict";
import { fieldErrors } from "./field-errors.ts";

const problem = { type: "about:blank", title: "t", status: 422, detail: "d" };

Deno.test("a refusal goes to the field that its path ends in", () => {
  const errors = fieldErrors({
    ...problem,
    errors: [{ path: "body.password", message: "a password has at least 12 characters" }],
  });
  assert.equal(errors.password, "A password has at least 12 characters.");
  assert.equal(errors.email, null);
  assert.equal(errors.any, true);
});

Deno.test("a problem about no field of the form leaves the sentence to the whole form", () => {
  assert.equal(fieldErrors({ ...problem, errors: [{ path: "x", message: "y" }] }).any, false);
  assert.equal(fieldErrors(null).any, false);
});
