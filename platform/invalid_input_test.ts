import assert from "node:assert/strict";
import { Decision } from "@rollcall/contracts/api";
import { z } from "zod";
import { fieldErrors } from "./invalid_input.ts";

const errorsOf = (schema: z.ZodType, value: unknown) => {
  const { error } = schema.safeParse(value);
  return fieldErrors(error!.issues, "body").map(({ path, message }) => `${path}: ${message}`);
};

Deno.test("invalid input: of a choice, the form that was probably meant says what it lacks", () => {
  const wrong = "Invalid input: expected number, received";
  assert.deepEqual(errorsOf(Decision, {}), [`body.chosen_row_id: ${wrong} undefined`]);
  assert.deepEqual(errorsOf(Decision, { chosen_row_id: "5" }), [
    `body.chosen_row_id: ${wrong} string`,
  ]);
  assert.deepEqual(errorsOf(Decision, { action: "choose", chosen_row_id: "5" }), [
    `body.chosen_row_id: ${wrong} string`,
  ]);
  assert.deepEqual(errorsOf(Decision, { action: "skip", why: "old" }), [
    'body: Unrecognized key: "why"',
  ]);
  assert.deepEqual(errorsOf(Decision, { action: "merge", fields: { email: { from: "x" } } }), [
    `body.fields.email.from: ${wrong} string`,
  ]);
});

Deno.test("invalid input: a fixed value that no form has is answered with those there are", () => {
  const actions = "choose, edit, merge, take_suggestion, skip, keep, use_column";
  assert.deepEqual(errorsOf(Decision, { action: "bogus" }), [
    `body.action: expected one of ${actions}`,
  ]);
  assert.deepEqual(errorsOf(z.object({ at: Decision }), { at: { action: 1 } }), [
    `body.at.action: expected one of ${actions}`,
  ]);
});

Deno.test("invalid input: whatever else is wrong keeps its place and its words", () => {
  const schema = z.object({ name: z.string().min(2), tags: z.array(z.int()) });
  assert.deepEqual(errorsOf(schema, { name: "x", tags: [1, "2"] }), [
    "body.name: Too small: expected string to have >=2 characters",
    "body.tags.1: Invalid input: expected number, received string",
  ]);
});
