import assert from "node:assert/strict";
import { refusedFields } from "./edit-refusal.ts";

const problem = { type: "about:blank", title: "t", status: 422, detail: "Type one." };

Deno.test("a row that would still have an issue is refused at the field of that issue", () => {
  assert.deepEqual(
    refusedFields({ ...problem, code: "MISSING_FIRST_NAME" }),
    new Map([
      ["first_name", "Type one."],
    ]),
  );
  assert.deepEqual(
    refusedFields({ ...problem, code: "INVALID_EMAIL_FORMAT" }),
    new Map([
      ["email", "Type one."],
    ]),
  );
});

Deno.test("a value that is refused by its shape is named by its path, dots in a header and all", () => {
  const errors = [{ path: "body.data.Tel. no.", message: "too long" }];
  assert.deepEqual(
    refusedFields({ ...problem, code: "VALIDATION_FAILED", errors }),
    new Map([
      ["Tel. no.", "too long"],
    ]),
  );
  assert.deepEqual(refusedFields(problem), new Map());
});

Deno.test("a value of a merge is named by its path too", () => {
  const errors = [{ path: "body.fields.City", message: "too long" }];
  assert.deepEqual(
    refusedFields({ ...problem, code: "VALIDATION_FAILED", errors }),
    new Map([
      ["City", "too long"],
    ]),
  );
});
