import assert from "node:assert/strict";
import { language, LANGUAGES, varietyOf } from "./language.ts";

Deno.test("dates are written as in the browser's own variety of the language", () => {
  assert.equal(varietyOf("en", ["de-AT", "en-GB", "en-US"]), "en-GB");
  assert.equal(varietyOf("de", ["de-AT", "en-GB"]), "de-AT");
  assert.equal(varietyOf("de", ["en-US", "fr"]), "de");
  assert.equal(varietyOf("en", ["en-US@posix"]), "en");
});

Deno.test("each language is named in itself; without a page it is English", () => {
  for (const { value, label } of LANGUAGES) {
    assert.equal(label, new Intl.DisplayNames(value, { type: "language" }).of(value));
  }
  assert.deepEqual(LANGUAGES.map(({ value }) => value), ["en", "de"]);
  assert.equal(language, "en");
});
