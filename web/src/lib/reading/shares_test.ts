import assert from "node:assert/strict";
import { requiredFields, shareOf } from "./shares.ts";

const column = { header: "Mail", field: "email", samples: [] };

Deno.test("a share is told in whole percents, and all of them only where it is all of them", () => {
  assert.deepEqual(shareOf({ ...column, filled: 500, valid: 500 }), {
    word: "100% valid",
    tone: "good",
  });
  assert.equal(shareOf({ ...column, filled: 500, valid: 499 })?.word, "99% valid");
  assert.deepEqual(shareOf({ ...column, filled: 100, valid: 3 }), {
    word: "3% valid",
    tone: "warn",
  });
  assert.equal(shareOf({ ...column, filled: 2, valid: null })?.word, "2 values");
  assert.equal(shareOf({ ...column, filled: 0, valid: 0 })?.word, "empty");
  assert.equal(shareOf({ ...column, import: false, filled: 2 }), null);
});

Deno.test("an address is asked for, and both names, which a full name serves", () => {
  const mapped = (fields: string[]) =>
    requiredFields({
      columns: fields.map((field) => ({ ...column, field })),
      problem: null,
    }).map(({ isMapped }) => isMapped);
  assert.deepEqual(mapped(["email", "first_name"]), [true, true, false]);
  assert.deepEqual(mapped(["full_name"]), [false, true, true]);
});
