/** A sentence says what was put into its form, and gives it back. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { sentences } from "./sentence_forms.ts";

const lines = sentences({
  read: "The file was read: {rows:row}, {valid:#} valid.",
  kept: "{rows:row} {rows?was|were} kept by {name}.",
  rule: 'Resolved (once) by the rule "{rule}".',
  changed: "{rows:row} {rows?was|were} {what}.",
  none: "Nothing happened.",
});
const asTold = {
  read: (values: object) => JSON.stringify(["read", values]),
  kept: (values: object) => JSON.stringify(["kept", values]),
  rule: (values: object) => JSON.stringify(["rule", values]),
  changed: (values: object) => JSON.stringify(["changed", values]),
  none: (values: object) => JSON.stringify(["none", values]),
};
const told = (sentence: string) => JSON.parse(lines.say(sentence, asTold) ?? "null");

Deno.test("sentences: numbers and counts are written as people read them", () => {
  assert.equal(
    lines.write("read", { rows: 1_200, valid: 1_000 }),
    "The file was read: 1,200 rows, 1,000 valid.",
  );
  assert.equal(lines.write("kept", { rows: 1, name: "Ann" }), "1 row was kept by Ann.");
});

Deno.test("sentences: any values come back out of the sentence", () => {
  const rows = fc.nat(5_000_000), text = fc.string({ minLength: 1, unit: "grapheme" });
  fc.assert(fc.property(rows, rows, (rows, valid) => {
    assert.deepEqual(told(lines.write("read", { rows, valid })), ["read", { rows, valid }]);
  }));
  fc.assert(fc.property(rows, text, (rows, name) => {
    assert.deepEqual(told(lines.write("kept", { rows, name })), ["kept", { rows, name }]);
  }));
  fc.assert(fc.property(text, (rule) => {
    assert.deepEqual(told(lines.write("rule", { rule })), ["rule", { rule }]);
  }));
  assert.deepEqual(told(lines.write("none", {})), ["none", {}]);
});

Deno.test("sentences: the first form that fits is meant, and one that none fits is not said", () => {
  assert.deepEqual(told("2 rows were kept by Ann."), ["kept", { rows: 2, name: "Ann" }]);
  assert.deepEqual(told("2 rows were trimmed."), ["changed", { rows: 2, what: "trimmed" }]);
  for (const other of ["two rows were trimmed.", "Nothing happened. ", "Nothing happened!", ""]) {
    assert.equal(told(other), null, other);
  }
});

Deno.test("sentences, negative twin: a value that is not said is not what came back", () => {
  assert.notDeepEqual(told(lines.write("rule", { rule: "first" })), ["rule", { rule: "last" }]);
});
