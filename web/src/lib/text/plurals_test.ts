/** Plurals and numbers are those of the language. */
import assert from "node:assert/strict";
import * as de from "../paraglide/messages/de.js";
import * as en from "../paraglide/messages/en.js";

Deno.test("one of a thing, none and many are told by the rules of each language", () => {
  assert.deepEqual([0, 1, 2].map((n) => en.text_rows({ n })), ["0 rows", "1 row", "2 rows"]);
  assert.deepEqual([0, 1, 2].map((n) => de.text_rows({ n })), ["0 Zeilen", "1 Zeile", "2 Zeilen"]);
  assert.equal(en.jobs_line_open_of({ open: 1, total: 2 }), "1 of 2 issues open");
  assert.equal(de.jobs_line_open_of({ open: 1, total: 2 }), "1 von 2 Rückfragen offen");
});

Deno.test("numbers are written as in each language", () => {
  assert.equal(en.text_contacts({ n: 44_819 }), "44,819 contacts");
  assert.equal(de.text_contacts({ n: 44_819 }), "44.819 Kontakte");
  assert.equal(en.text_megabytes({ n: 4.8 }), "4.8 MB");
  assert.equal(de.text_megabytes({ n: 4.8 }), "4,8 MB");
});
