import assert from "node:assert/strict";
import { byKey, laidOver, type RowValues, valueAt } from "@rollcall/contracts";
import { changeBy, sourcesOf, VALUE_CHARS, type ValueOperation } from "./change_values.ts";
import { normalizePhone } from "./phone.ts";

const phoneOf = (values: RowValues, region: string | null) =>
  normalizePhone(valueAt(values, "phone"), region);

const changed = (operation: ValueOperation, values: Record<string, string>) =>
  changeBy(operation, phoneOf)(byKey(values));

const replace = { do: "replace", column: "a", matchCase: false, whole: false } as const;

Deno.test("replace: every occurrence, literally, with or without case", () => {
  const values = { a: "x.X.x", b: "x" };
  assert.deepEqual(changed({ ...replace, find: "x", by: "$&" }, values), byKey({ a: "$&.$&.$&" }));
  assert.deepEqual(
    changed({ ...replace, find: "x", by: "y", matchCase: true }, values),
    byKey({ a: "y.X.y" }),
  );
  assert.deepEqual(changed({ ...replace, find: ".", by: "" }, values), byKey({ a: "xXx" }));
  assert.deepEqual(
    changed({ ...replace, column: null, find: "x", by: "z", whole: true }, values),
    byKey({ b: "z" }),
    "whole values in all columns",
  );
});

Deno.test("replace: a value that would be far too long is not made, only said to be so", () => {
  const a = "x".repeat(100_000);
  const long = (find: string, by: string) =>
    valueAt(changed({ ...replace, find, by }, { a }), "a").length;
  const made = long("x", "y".repeat(1_000));
  assert.ok(made > VALUE_CHARS && made < 2 * VALUE_CHARS, `${made} characters were made`);
  assert.equal(long("x".repeat(10_000), "yy"), 20, "it counts what is inserted");
  assert.equal(long("x".repeat(100), "y"), 1_000);
  const fits = changed({ ...replace, find: "x", by: "yy" }, { a: "x".repeat(VALUE_CHARS / 2) });
  assert.equal(valueAt(fits, "a"), "y".repeat(VALUE_CHARS));
});

Deno.test("trim: spaces at the ends, between words, and what is invisible", () => {
  const values = { a: "\u00a0 Ann \u200b  Lee ", b: "Bo" };
  assert.deepEqual(changed({ do: "trim", column: null }, values), byKey({ a: "Ann Lee" }));
});

Deno.test("case: of every word, whatever comes before it", () => {
  const a = "MARY-ann o'NEIL élan";
  const cased = (to: "upper" | "lower" | "title") =>
    changed({ do: "case", column: "a", to }, { a });
  assert.deepEqual(cased("title"), byKey({ a: "Mary-Ann O'Neil Élan" }));
  assert.deepEqual(cased("upper"), byKey({ a: "MARY-ANN O'NEIL ÉLAN" }));
  assert.deepEqual(cased("lower"), byKey({ a: "mary-ann o'neil élan" }));
});

Deno.test("fill: what another column has, never emptiness", () => {
  const fill = { do: "fill", column: "a", from: "b", onlyEmpty: true } as const;
  assert.deepEqual(changed(fill, { a: " ", b: "x" }), byKey({ a: "x" }));
  assert.deepEqual(changed(fill, { a: "y", b: "x" }), byKey({}));
  assert.deepEqual(changed({ ...fill, onlyEmpty: false }, { a: "y", b: "x" }), byKey({ a: "x" }));
  assert.deepEqual(changed({ ...fill, onlyEmpty: false }, { a: "y", b: "" }), byKey({}));
});

Deno.test("phones: by the country that is named; what is no number stays", () => {
  const phones = { do: "phones", region: "DE" } as const;
  assert.deepEqual(changed(phones, { phone: "030 1234567" }), byKey({ phone: "+49301234567" }));
  assert.deepEqual(changed(phones, { phone: "+49301234567" }), byKey({}));
  assert.deepEqual(changed(phones, { phone: "none" }), byKey({}));
});

Deno.test("split: the rest goes into the last column; too few parts change nothing", () => {
  const split = { do: "split", column: "a", by: " ", into: ["f", "l"] } as const;
  assert.deepEqual(
    changed({ ...split, into: [...split.into] }, { a: " Ann  van Lee " }),
    byKey({ f: "Ann", l: "van Lee" }),
  );
  assert.deepEqual(changed({ ...split, into: [...split.into] }, { a: "Ann" }), byKey({}));
});

Deno.test("join: what is filled, and never nothing", () => {
  const join = { do: "join", columns: ["f", "l"], by: " ", into: "a" } as const;
  const joined = (values: Record<string, string>) =>
    changed({ ...join, columns: [...join.columns] }, values);
  assert.deepEqual(joined({ f: "Ann", l: " Lee" }), byKey({ a: "Ann Lee" }));
  assert.deepEqual(joined({ f: "", l: "Lee" }), byKey({ a: "Lee" }));
  assert.deepEqual(joined({ f: "", l: "", a: "x" }), byKey({}));
});

Deno.test("set and unite: only what differs", () => {
  const unite = { do: "unite", column: "a", values: ["Acme Inc", "ACME"], value: "Acme" } as const;
  const united = (a: string) => changed({ ...unite, values: [...unite.values] }, { a });
  assert.deepEqual(united("ACME"), byKey({ a: "Acme" }));
  assert.deepEqual(united("acme"), byKey({}));
  assert.deepEqual(changed({ do: "set", column: "a", value: "x" }, { a: "x" }), byKey({}));
  assert.deepEqual(changed({ do: "set", column: "a", value: "y" }, { a: "x" }), byKey({ a: "y" }));
});

Deno.test("an operation applied again changes nothing, but for what it repeats", () => {
  const values = byKey({ a: " Ann  LEE ", b: "", phone: "030 1234567" });
  const again: ValueOperation[] = [
    { do: "trim", column: null },
    { do: "case", column: "a", to: "title" },
    { do: "set", column: "b", value: "x" },
    { do: "fill", column: "b", from: "a", onlyEmpty: true },
    { do: "phones", region: "DE" },
    { do: "unite", column: "a", values: [" Ann  LEE "], value: "Ann" },
  ];
  for (const operation of again) {
    const once = laidOver(values, changeBy(operation, phoneOf)(values));
    assert.deepEqual(changeBy(operation, phoneOf)(once), byKey({}), operation.do);
    assert.ok(sourcesOf(operation).length <= 2);
  }
});
