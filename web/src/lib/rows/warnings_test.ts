import assert from "node:assert/strict";
import { warningLine, warningTitle } from "./warnings.ts";

Deno.test("a warning is told in words, one that is not known here by those of its code", () => {
  assert.equal(warningTitle("ROW_TOO_SHORT"), "Row too short");
  assert.equal(warningTitle("SOMETHING_QUITE_NEW"), "Something quite new");
});

Deno.test("many warnings are summed up, the most frequent first", () => {
  const counts = { PHONE_NOT_UNDERSTOOD: 1, ROW_TOO_LONG: 1200, SOMETHING_NEW: 2 };
  assert.equal(
    warningLine(counts),
    "1,200 rows too long, 2 something new, 1 phone not understood",
  );
});
