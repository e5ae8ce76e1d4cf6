import assert from "node:assert/strict";
import { regionOfLanguage, regions } from "./regions.ts";

Deno.test("every country has a name of its own, and they stand in its order", () => {
  const names = regions().map(({ label }) => label);
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.every((name) => !/^[A-Z]{2}$/.test(name)));
  assert.equal(names[0], "Afghanistan");
});

Deno.test("the language's country is offered, and none where it names none or nonsense", () => {
  assert.equal(regionOfLanguage("de-DE"), "DE");
  assert.equal(regionOfLanguage("zh-Hant-TW"), "TW");
  assert.equal(regionOfLanguage("en"), null);
  assert.equal(regionOfLanguage("es-419"), null);
  assert.equal(regionOfLanguage("not a language"), null);
});
