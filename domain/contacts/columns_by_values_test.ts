import assert from "node:assert/strict";
import { columnsByValues } from "./columns_by_values.ts";
import { mapColumns } from "./columns.ts";

const NOTHING = { asked: null, remembered: null };

function fieldsOf(headers: string[], rows: string[][], wish = NOTHING) {
  const byValues = columnsByValues(headers, rows, wish);
  const mapped = mapColumns(headers, { ...wish, byValues });
  if (mapped.outcome === "refused") return mapped.code;
  return mapped.columns.map(({ field, role }) => field ?? role ?? null);
}

Deno.test("by values: the fuller column of addresses is the e-mail column, the other stands in", () => {
  const rows = [["Ann", "", "a@x.org"], ["Bob", "b@y.org", "b@x.org"], ["Cyd", "", "<c@x.org>"]];
  assert.deepEqual(fieldsOf(["Wer", "Wo", "Auch"], rows), [null, "other_email", "email"]);
});

Deno.test("by values: half of the filled cells must be addresses, and one at the least", () => {
  const half = [["a@x.org"], ["none"], [""], ["see notes"], ["b@x.org"]];
  assert.equal(columnsByValues(["Where"], half, NOTHING)[0]?.share, 0.5);
  assert.deepEqual(columnsByValues(["Where"], [...half, ["none"]], NOTHING), []);
  assert.deepEqual(columnsByValues(["Where"], [], NOTHING), []);
  assert.equal(fieldsOf(["Where"], [["Cork"]]), "NO_EMAIL_COLUMN");
});

Deno.test("by values: a header that says so wins, unless no address stands below it", () => {
  const headers = ["Email", "Contact point"];
  assert.deepEqual(fieldsOf(headers, [["none", "b@x.org"], ["a@x.org", "c@x.org"]]), [
    "email",
    null,
  ]);
  assert.deepEqual(fieldsOf(headers, [["", "b@x.org"]]), ["email", null]);
  assert.deepEqual(fieldsOf(headers, [["yes", "b@x.org"]]), ["other_email", "email"]);
});

Deno.test("by values: nothing is guessed over what a person said, or where data are the header", () => {
  const rows = [["yes", "b@x.org"]];
  const wish = { asked: { email: "Email" }, remembered: null };
  assert.deepEqual(columnsByValues(["Email", "Point"], rows, wish), []);
  assert.deepEqual(
    columnsByValues(["Who", "Point"], rows, { asked: { email: null }, remembered: null }),
    [],
  );
  const remembered = { asked: null, remembered: { email: 0 } };
  assert.deepEqual(columnsByValues(["Who", "Point"], rows, remembered), []);
  assert.deepEqual(columnsByValues(["Ann", "a@x.org"], rows, NOTHING), []);
});
